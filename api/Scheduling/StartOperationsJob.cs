using System.Collections.Concurrent;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace ActiveLabel.Api.Scheduling;

/// <summary>
/// How much of a project each job has seen already; kept in memory: after a restart every job looks again.
/// </summary>
public sealed class SeenProjects(TimeProvider time)
{
    private readonly ConcurrentDictionary<(Job, ProjectId), (long Happened, DateTimeOffset At)> _seen = new();

    /// <returns>Whether anything happened since the job was last started.</returns>
    public bool HasChanged(Job job, ProjectCounters totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        if (job == Job.ReclaimLeases)
            return totals.SlotsLeased > 0;
        var happened = HappenedBefore(job, totals);
        if (!_seen.TryGetValue((job, totals.ProjectId), out var seen))
            return totals.Items + totals.Judgements + totals.Skips > 0;
        // An estimate looks at every judgement: it comes when there are a good many more, or for good by the clock. In
        // between each judgement is weighed by the reliabilities as they are known.
        return seen.Happened != happened && (job != Job.EstimateReliability
            || happened - seen.Happened >= seen.Happened * EstimateReliability.GrowthMin
            || time.GetUtcNow() - seen.At >= EstimateReliability.FullInterval);
    }

    public void Remember(Job job, ProjectCounters totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        _seen[(job, totals.ProjectId)] = (HappenedBefore(job, totals), time.GetUtcNow());
    }

    private static long HappenedBefore(Job job, ProjectCounters totals) => job switch
    {
        // New items have no place in the order yet; a new model sees to its own.
        Job.Rerank => totals.Items,
        // Metrics count moves and decisions, too: each changes what is wanted.
        Job.RollUpMetrics => HashCode.Combine(
            totals.Items, totals.Judgements, totals.Skips, totals.DoneItems, totals.SlotsWanted),
        _ => totals.Items + totals.Judgements + totals.Skips,
    };
}

/// <summary>Starts one kind of job for every project in which something happened.</summary>
[DisallowConcurrentExecution]
public sealed class StartOperationsJob(
    IDbContextFactory<ActiveLabelDb> databases, StartOperation startOperation, SeenProjects seen) : IJob
{
    /// <summary>The kind of job, by name, in the trigger's data.</summary>
    public const string JobName = "job";

    private const int PageSize = 200;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var job = Enum.Parse<Job>(context.MergedJobDataMap.GetString(JobName) ?? "");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        for (var last = new ProjectId(0); ;)
        {
            var page = await db.Counters.AsNoTracking().Where(totals => totals.ProjectId > last)
                .OrderBy(totals => totals.ProjectId).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var totals in page.Where(totals => seen.HasChanged(job, totals)))
            {
                await startOperation.ExecuteAsync(totals.OrganizationId, totals.ProjectId, job, cancellationToken);
                seen.Remember(job, totals);
            }
            if (page.Count < PageSize)
                return;
            last = page[^1].ProjectId;
        }
    }
}
