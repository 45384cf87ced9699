using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Calibration;
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
    public double EntropyNats => PredictiveEntropy.Of(prediction.Probabilities);

    /// <summary>1 - (p₁ - p₂) of the two most probable labels, from 0 (certain) to 1 (a tie).</summary>
    public double Margin => Domain.Acquisition.Margin.Of(prediction.Probabilities);

    /// <summary>
    /// How far the members of the model's committee say different things: mutual information, from 0 to ln C for C
    /// members. Null where the model has no committee, as is the next one.
    /// </summary>
    public double? BaldNats => prediction.Disagreement?.Bald;

    /// <summary>Entropy of what the members of the committee find the most probable, from 0 to ln C.</summary>
    public double? VoteEntropyNats => prediction.Disagreement?.VoteEntropy;

    /// <summary>
    /// Keys of the choices among which the true one is for that share of the items, the most probable first: measured
    /// on the control arm, whatever the probabilities are worth. Null while the version was not measured on it.
    /// </summary>
    /// <param name="coverage">0.8, 0.9, 0.95 or 0.99.</param>
    public IDataLoaderResult<IReadOnlyList<string>?> PredictionSet(
        Caller caller, [FromServices] Batches batches, double coverage = 0.9)
    {
        var place = ConformalSets.Coverages.ToList().IndexOf(coverage);
        return place >= 0
            ? batches.Get(caller, prediction.ModelVersionId, ModelVersionType.FetchAsync)
                .Then(model => model.SetThresholds is { } thresholds ? SetOf(thresholds[place]) : null)
            : throw new RefusalError(
                RefusalError.BadUserInput,
                $"'coverage' must be one of {string.Join(", ", ConformalSets.Coverages)}.");
    }

    /// <summary>When it was asked.</summary>
    public DateTimeOffset ScoredAt => prediction.ScoredAt;

    private IReadOnlyList<string> SetOf(double threshold)
        => [.. ConformalSets.Of(prediction.Probabilities, threshold).Select(label => question.Choices[label].Key)];

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
