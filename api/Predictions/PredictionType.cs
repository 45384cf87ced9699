using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

/// <summary>What a model version says about an item: calibrated probabilities.</summary>
[Allow(Audience.Staff)]
public sealed class PredictionType(ItemPrediction prediction, Question question)
{
    /// <summary>Which model says so.</summary>
    public IDataLoaderResult<ModelVersionType> ModelVersion(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, prediction.ModelVersionId, ModelVersionType.FetchAsync);

    /// <summary>In the order of the question's choices.</summary>
    public IReadOnlyList<LabelProbability> Probabilities
        => LabelProbability.ListOf(question, prediction.Probabilities);

    /// <summary>Shannon entropy, from 0 (certain) to ln K (uniform over K labels).</summary>
    public double EntropyNats => new PredictiveEntropy().Score(prediction.Probabilities);

    /// <summary>1 - (p₁ - p₂) of the two most probable labels, from 0 (certain) to 1 (a tie).</summary>
    public double Margin => new Margin().Score(prediction.Probabilities);

    /// <summary>When it was asked.</summary>
    public DateTimeOffset ScoredAt => prediction.ScoredAt;

    internal static async Task<IReadOnlyDictionary<ItemOfProject, PredictionType>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ItemOfProject> items,
        CancellationToken cancellationToken)
    {
        var projectOf = items.ToDictionary(item => item.Item, item => item.Project);
        var ids = projectOf.Keys.ToList();
        var rows = await db.Predictions.AsNoTracking()
            .Where(row => row.OrganizationId == organization && ids.Contains(row.ItemId))
            .ToListAsync(cancellationToken);
        var projects = await ProjectType.FetchAsync(
            db, organization, [.. projectOf.Values.Distinct()], cancellationToken);
        return rows.ToDictionary(
            row => new ItemOfProject(row.ItemId, projectOf[row.ItemId]),
            row => new PredictionType(row, projects[projectOf[row.ItemId]].Schema.Questions[0]));
    }
}
