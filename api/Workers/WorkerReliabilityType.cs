using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>How good a worker's answers to a question are, as estimated from everybody's.</summary>
[Allow(Audience.Staff)]
public sealed class WorkerReliabilityType(ReliabilityEstimate estimate)
{
    public string QuestionKey => estimate.QuestionKey;

    /// <summary>Probability that the worker answers rightly.</summary>
    public double Accuracy => estimate.Accuracy;

    /// <summary>Lower end of the 95 % interval of the accuracy.</summary>
    public double AccuracyLow => estimate.AccuracyLow;

    /// <summary>Upper end of the 95 % interval of the accuracy.</summary>
    public double AccuracyHigh => estimate.AccuracyHigh;

    /// <summary>What one answer tells about the truth, in nats; nothing for a spammer.</summary>
    public double InformationNats => estimate.InformationNats;

    /// <summary>Judgements that it rests on.</summary>
    public int JudgementCount => estimate.JudgementCount;

    /// <summary>When it was estimated.</summary>
    public DateTimeOffset EstimatedAt => estimate.EstimatedAt;

    internal static async Task<IReadOnlyDictionary<(ProjectId Project, WorkerId Worker), WorkerReliabilityType>>
        FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<(ProjectId Project, WorkerId Worker)> keys,
        CancellationToken cancellationToken)
    {
        var projects = keys.Select(key => key.Project).Distinct().ToList();
        var workers = keys.Select(key => key.Worker).Distinct().ToList();
        var estimates = await db.Reliability.AsNoTracking()
            .Where(estimate => estimate.OrganizationId == organization && projects.Contains(estimate.ProjectId)
                && workers.Contains(estimate.WorkerId))
            .ToListAsync(cancellationToken);
        var schemas = await db.Projects.AsNoTracking().Where(project => projects.Contains(project.Id))
            .Select(project => new { project.Id, project.Schema })
            .ToDictionaryAsync(project => project.Id, project => project.Schema.Questions[0].Key, cancellationToken);
        // The question that leads the schema is what a worker is known by.
        return estimates.Where(estimate => estimate.QuestionKey == schemas[estimate.ProjectId]).ToDictionary(
            estimate => (estimate.ProjectId, estimate.WorkerId), estimate => new WorkerReliabilityType(estimate));
    }

    internal static async Task<IReadOnlyDictionary<(ProjectId Project, WorkerId Worker),
        IReadOnlyList<WorkerReliabilityType>>> FetchAllAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<(ProjectId Project, WorkerId Worker)> keys,
        CancellationToken cancellationToken)
    {
        var projects = keys.Select(key => key.Project).Distinct().ToList();
        var workers = keys.Select(key => key.Worker).Distinct().ToList();
        return (await db.Reliability.AsNoTracking()
            .Where(estimate => estimate.OrganizationId == organization && projects.Contains(estimate.ProjectId)
                && workers.Contains(estimate.WorkerId))
            .OrderBy(estimate => estimate.QuestionKey).ToListAsync(cancellationToken))
            .ByKey(
                estimate => (estimate.ProjectId, estimate.WorkerId), estimate => new WorkerReliabilityType(estimate));
    }
}
