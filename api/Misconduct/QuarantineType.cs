using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Misconduct;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>That a worker's judgements in a project do not count, from when until when and why.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Everybody)]
public sealed class QuarantineType(Quarantine quarantine) : INode
{
    [Id]
    public string Id => GlobalId.Of(quarantine.Id);

    /// <summary>Whose judgements.</summary>
    public IDataLoaderResult<WorkerType> Worker(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, quarantine.WorkerId, WorkerType.FetchAsync)
            .Then(worker => new WorkerType(worker, quarantine.ProjectId));

    /// <summary>Whether a person or the policy imposed it.</summary>
    public QuarantineCause Cause => quarantine.Cause;

    /// <summary>Why it was imposed.</summary>
    public string Reason => quarantine.Reason;

    /// <summary>Who imposed it, as the audit log names him.</summary>
    [Allow(Audience.Staff)]
    public string ImposedBy => quarantine.ImposedBy;

    /// <summary>Since when the worker is out.</summary>
    public DateTimeOffset ImposedAt => quarantine.ImposedAt;

    /// <summary>When the judgements began to count again; null while they do not.</summary>
    public DateTimeOffset? LiftedAt => quarantine.LiftedAt;

    /// <summary>Who lifted it; null while it holds.</summary>
    [Allow(Audience.Staff)]
    public string? LiftedBy => quarantine.LiftedBy;

    /// <summary>Why it was lifted; null while it holds.</summary>
    public string? LiftReason => quarantine.LiftReason;

    /// <summary>What the worker says to it; null where he said nothing.</summary>
    public string? Appeal => quarantine.Appeal;

    /// <summary>When he said so.</summary>
    public DateTimeOffset? AppealedAt => quarantine.AppealedAt;

    /// <summary>How the appeal ended; null where there is none, or none that was decided.</summary>
    public AppealOutcome? AppealOutcome => quarantine.AppealOutcome;

    /// <summary>Why it ended so.</summary>
    public string? AppealReason => quarantine.AppealReason;

    /// <summary>When it ended.</summary>
    public DateTimeOffset? AppealDecidedAt => quarantine.AppealDecidedAt;

    /// <summary>Who decided the appeal; null where nobody did.</summary>
    [Allow(Audience.Staff)]
    public string? AppealDecidedBy => quarantine.AppealDecidedBy;

    /// <summary>
    /// Whether consensus, workflow and queue have not followed yet: an operation of the job APPLY_QUARANTINES does
    /// that.
    /// </summary>
    [Allow(Audience.Staff)]
    public bool IsPending => quarantine.IsPending;

    internal static async Task<IReadOnlyDictionary<QuarantineId, Quarantine>> FetchAsync(
        ActiveLabelDb db,
        Domain.Projects.OrganizationId organization,
        IReadOnlyList<QuarantineId> ids,
        CancellationToken cancellationToken)
        => await db.Quarantines.AsNoTracking()
            .Where(known => known.OrganizationId == organization && ids.Contains(known.Id))
            .ToDictionaryAsync(known => known.Id, cancellationToken);
}
