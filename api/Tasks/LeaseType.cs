using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>A worker's time-limited hold on a task.</summary>
[Allow(Audience.Workers)]
public sealed class LeaseType(Lease lease, Project project)
{
    public IDataLoaderResult<TaskType> Task(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, lease.TaskId, TaskType.FetchAsync).Then(task => new TaskType(task));

    /// <summary>Sent back with the judgement; an older token than the latest is refused.</summary>
    public int Token => checked((int)lease.Token);

    /// <summary>Until then the task is held; a heartbeat extends it.</summary>
    public DateTimeOffset ExpiresAt => lease.ExpiresAt;

    /// <summary>No heartbeat extends the lease beyond it.</summary>
    public DateTimeOffset HardCapAt => lease.HardCapAt;

    /// <summary>
    /// The judgements to decide about, without their authors and in an order that tells nothing, where the task is a
    /// review or an adjudication; null where it wants a judgement.
    /// </summary>
    public IDataLoaderResult<IReadOnlyList<IReadOnlyList<AnswerType>>?> JudgementsToDecide(
        Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, lease.TaskId, ToDecide.FetchAsync).Then(
            found => (IReadOnlyList<IReadOnlyList<AnswerType>>?)found?.Judgements.Select(AnswerType.ListOf).ToList());

    /// <summary>
    /// What those judgements say together, which a review accepts; null where the task wants a judgement.
    /// </summary>
    public IDataLoaderResult<IReadOnlyList<AnswerType>?> ProposedAnswers(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, lease.TaskId, ToDecide.FetchAsync).Then(
            found => found is null ? null : AnswerType.ListOf(found.Proposed));

    /// <summary>What the model thinks; null where it is not shown, or there is no model.</summary>
    public IDataLoaderResult<IReadOnlyList<LabelProbability>?> PreLabel(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, lease.ItemId, FetchShownAsync).Then(probabilities => probabilities is null
            ? null
            : LabelProbability.ListOf(project.Schema.Questions[0], probabilities));

    private static async Task<IReadOnlyDictionary<ItemId, float[]>> FetchShownAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ItemId> ids, CancellationToken cancellationToken)
    {
        var items = await db.Items.AsNoTracking()
            .Where(item => item.OrganizationId == organization && ids.Contains(item.Id)).ToListAsync(cancellationToken);
        var shown = items.Where(item => item.ShowsPreLabel).Select(item => item.Id).ToList();
        return await db.Predictions.AsNoTracking()
            .Where(row => row.OrganizationId == organization && shown.Contains(row.ItemId))
            .ToDictionaryAsync(row => row.ItemId, row => row.Probabilities, cancellationToken);
    }
}
