using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>What was decided about an item; it never changes.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class DecisionType(Decision decision) : INode
{
    internal long Key => decision.Id.Value;

    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(decision.Id);

    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, decision.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>Who decided: a reviewer, an expert, the owner of an exception, or the model.</summary>
    [Allow(Audience.Everybody)]
    public DecisionKind Kind => decision.Kind;

    /// <summary>The worker who decided; null where it was none.</summary>
    public IDataLoaderResult<WorkerType?>? Worker(Caller caller, [FromServices] Batches batches)
        => decision.WorkerId is { } worker
            ? batches.Find(caller, worker, WorkerType.FetchAsync)
                .Then(found => found is null ? null : new WorkerType(found, decision.ProjectId))
            : null;

    /// <summary>Who decided where it was no worker, as the audit log names him; else null.</summary>
    public string? Actor => decision.Actor;

    /// <summary>What a reviewer said; null where nobody reviewed.</summary>
    [Allow(Audience.Everybody)]
    public Verdict? Verdict => decision.Verdict;

    /// <summary>What stands from then on; none where nothing was answered.</summary>
    [Allow(Audience.Everybody)]
    public IReadOnlyList<AnswerType> Answers => [.. decision.Answers.Select(answer => new AnswerType(answer))];

    /// <summary>Why; the authors of the judgements are told.</summary>
    [Allow(Audience.Everybody)]
    public string? Reason => decision.Reason;

    /// <summary>How long it took, in seconds, as the client measured it.</summary>
    public double HandlingSeconds => decision.HandlingSeconds;

    /// <summary>When it was decided.</summary>
    [Allow(Audience.Everybody)]
    public DateTimeOffset DecidedAt => decision.At;

    internal static async Task<IReadOnlyDictionary<DecisionId, Decision>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<DecisionId> ids,
        CancellationToken cancellationToken)
        => await db.Decisions.AsNoTracking()
            .Where(decision => decision.OrganizationId == organization && ids.Contains(decision.Id))
            .ToDictionaryAsync(decision => decision.Id, cancellationToken);

    internal static async Task<IReadOnlyDictionary<ItemId, IReadOnlyList<DecisionType>>> FetchByItemAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ItemId> items, CancellationToken cancellationToken)
        => (await db.Decisions.AsNoTracking()
            .Where(decision => decision.OrganizationId == organization && items.Contains(decision.ItemId))
            .OrderBy(decision => decision.Id).ToListAsync(cancellationToken))
            .ByKey(decision => decision.ItemId, decision => new DecisionType(decision));
}
