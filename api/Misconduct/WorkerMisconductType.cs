using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>What a worker's answers in a project say about his honesty, as last looked at.</summary>
[Allow(Audience.Staff)]
public sealed class WorkerMisconductType(WorkerMisconduct found)
{
    /// <summary>Whose answers.</summary>
    public IDataLoaderResult<WorkerType> Worker(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, found.WorkerId, WorkerType.FetchAsync)
            .Then(worker => new WorkerType(worker, found.ProjectId));

    /// <summary>Posterior probability that he games the system in any way, 0 to 1.</summary>
    public double Probability => found.Probability;

    /// <summary>ln(p / (1 - p)): tells apart what is next to 0 or to 1.</summary>
    public double LogOdds => found.LogOdds;

    /// <summary>Place among the workers of the project, 1 for the most suspicious.</summary>
    public int Place => found.Place;

    /// <summary>Answers that it rests on.</summary>
    public int AnswerCount => found.AnswerCount;

    /// <summary>When they were looked at.</summary>
    public DateTimeOffset InspectedAt => found.InspectedAt;

    /// <summary>What speaks for each way of gaming that could be looked at, the most probable first.</summary>
    public IReadOnlyList<MisconductEvidenceType> Evidence => [.. found.Evidence.Select(
        evidence => new MisconductEvidenceType(evidence))];

    internal static async Task<IReadOnlyDictionary<(ProjectId Project, WorkerId Worker), WorkerMisconductType>>
        FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<(ProjectId Project, WorkerId Worker)> keys,
        CancellationToken cancellationToken)
    {
        var projects = keys.Select(key => key.Project).Distinct().ToList();
        var workers = keys.Select(key => key.Worker).Distinct().ToList();
        return await db.WorkerMisconduct.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId)
                && workers.Contains(row.WorkerId))
            .ToDictionaryAsync(
                row => (row.ProjectId, row.WorkerId), row => new WorkerMisconductType(row), cancellationToken);
    }
}

/// <summary>What speaks for one way of gaming the system.</summary>
[Allow(Audience.Staff)]
public sealed class MisconductEvidenceType(KeptEvidence evidence)
{
    /// <summary>Which way.</summary>
    public MisconductKind Kind => evidence.Kind;

    /// <summary>Its posterior probability; those of all ways and of honest work sum to one.</summary>
    public double Probability => evidence.Probability;

    /// <summary>ln P(answers | this way) - ln P(answers | honest work), in nats.</summary>
    public double LogBayesFactor => evidence.LogBayesFactor;

    /// <summary>The counts behind it, in a sentence.</summary>
    public string Explanation => evidence.Explanation;

    /// <summary>The other worker of a collusion; null otherwise.</summary>
    [Id]
    public string? PartnerId => evidence.PartnerId is { } partner ? GlobalId.Of(new WorkerId(partner)) : null;
}

/// <summary>What follows from a worker's probability of misconduct in a project.</summary>
[Allow(Audience.Staff)]
public sealed class MisconductPolicyType(MisconductPolicy policy)
{
    /// <summary>From this probability on an alert is raised; null for never.</summary>
    public double? AlertAt => policy.AlertAt;

    /// <summary>From this probability on the worker holds few tasks at a time; null for never.</summary>
    public double? ThrottleAt => policy.ThrottleAt;

    /// <summary>From this probability on the worker's judgements do not count; null for never.</summary>
    public double? QuarantineAt => policy.QuarantineAt;

    /// <summary>How many tasks a throttled worker may hold at a time.</summary>
    public int ThrottledLeases => policy.ThrottledLeases;

    /// <summary>Nothing follows from fewer answers.</summary>
    public int AnswersMin => policy.AnswersMin;
}
