using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.ModelRegistry;

public sealed class PredictionQueries
{
    /// <summary>
    /// What one version said of items: while it ran in the shadow, before another took its place, or elsewhere. What
    /// the serving version says stands at each item.
    /// </summary>
    /// <param name="modelVersionId">Which version.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<PredictionRecordType>> PredictionRecords(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string modelVersionId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        if (GlobalId.Parse<ModelVersionId>(modelVersionId) is not { } id
            || await db.ModelVersions.AsNoTracking().Where(model => model.Id == id)
                .Join(db.Projects, model => model.ProjectId, project => project.Id, (_, project) => project)
                .SingleOrDefaultAsync(cancellationToken) is not { } project)
            throw new RefusalError(RefusalError.NotFound, "There is no such model version.");
        return await page.ReadAsync(
            db.PredictionRecords.AsNoTracking().Where(record => record.ModelVersionId == id),
            record => record.ItemId,
            record => new PredictionRecordType(record, project.Schema.Questions[0]),
            cancellationToken);
    }
}

/// <summary>What a version said of an item.</summary>
[Allow(Audience.Staff)]
public sealed class PredictionRecordType(PredictionRecord record, Question question)
{
    /// <summary>The item.</summary>
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, record.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>In the order of the question's choices.</summary>
    public IReadOnlyList<LabelProbability> Probabilities => LabelProbability.ListOf(question, record.Probabilities);

    /// <summary>When it was said.</summary>
    public DateTimeOffset ScoredAt => record.ScoredAt;
}
