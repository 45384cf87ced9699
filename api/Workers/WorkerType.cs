using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>A person, or a machine, that judges.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class WorkerType(Worker worker, ProjectId? project) : INode
{
    internal long Key => worker.Id.Value;

    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(worker.Id);

    /// <summary>Unique in the organization.</summary>
    [Allow(Audience.Everybody)]
    public string Name => worker.Name;

    /// <summary>Where the worker comes from: the key of a crowd.</summary>
    [Allow(Audience.Everybody)]
    public string Crowd => worker.Crowd;

    /// <summary>Since when the worker gets no tasks; null while active.</summary>
    [Allow(Audience.Everybody)]
    public DateTimeOffset? DeactivatedAt => worker.DeactivatedAt;

    /// <summary>Judgements given: in the project through which the worker was reached, or in all.</summary>
    public IDataLoaderResult<int> JudgementCount(Caller caller, [FromServices] Batches batches)
        => batches.List(caller, worker.Id, FetchMembershipsAsync).Then(memberships => memberships
            .Where(membership => project is null || membership.ProjectId == project)
            .Sum(membership => membership.JudgementCount));

    /// <summary>
    /// In the project through which the worker was reached; null outside of one, and before the first.
    /// </summary>
    public IDataLoaderResult<WorkerReliabilityType?>? Reliability(Caller caller, [FromServices] Batches batches)
        => project is { } known ? batches.Find(caller, (known, worker.Id), WorkerReliabilityType.FetchAsync) : null;

    /// <summary>
    /// For each question that he has answered, in the project through which the worker was reached; null outside of
    /// one.
    /// </summary>
    public IDataLoaderResult<IReadOnlyList<WorkerReliabilityType>>? Reliabilities(
        Caller caller, [FromServices] Batches batches)
        => project is { } known
            ? batches.List(caller, (known, worker.Id), WorkerReliabilityType.FetchAllAsync)
            : null;

    /// <summary>
    /// What his answers say about his honesty, in the project through which the worker was reached; null outside of
    /// one, and before the job INSPECT_WORKERS has looked.
    /// </summary>
    public IDataLoaderResult<WorkerMisconductType?>? Misconduct(Caller caller, [FromServices] Batches batches)
        => project is { } known ? batches.Find(caller, (known, worker.Id), WorkerMisconductType.FetchAsync) : null;

    /// <summary>
    /// How he answered items whose answer was known beforehand, in the project through which the worker was reached;
    /// null outside of one.
    /// </summary>
    public IDataLoaderResult<WorkerGold?>? Gold(Caller caller, [FromServices] Batches batches)
        => project is { } known ? batches.Find(caller, (known, worker.Id), WorkerGold.FetchAsync) : null;

    internal static async Task<IReadOnlyDictionary<WorkerId, Worker>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<WorkerId> ids, CancellationToken cancellationToken)
        => await db.Workers.AsNoTracking()
            .Where(worker => worker.OrganizationId == organization && ids.Contains(worker.Id))
            .ToDictionaryAsync(worker => worker.Id, cancellationToken);

    private static async Task<IReadOnlyDictionary<WorkerId, IReadOnlyList<Membership>>> FetchMembershipsAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<WorkerId> ids, CancellationToken cancellationToken)
        => (await db.Memberships.AsNoTracking()
            .Where(membership => membership.OrganizationId == organization && ids.Contains(membership.WorkerId))
            .ToListAsync(cancellationToken))
            .ByKey(membership => membership.WorkerId, membership => membership);
}
