using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>Finds out why a claim found nothing: which rule left how many tasks out.</summary>
internal sealed class FindReason(ActiveLabelDb db, Project project, WorkerId worker, PoolAccess access)
{
    /// <param name="room">How many more tasks the worker might hold.</param>
    /// <param name="paid">For how many more the project's budget pays.</param>
    /// <param name="hasChanges">Whether the claim gave back what others held for too long.</param>
    public async Task<ClaimResult> FindAsync(
        int room, int paid, bool hasChanges, CancellationToken cancellationToken)
    {
        if (room <= 0)
            return new([], NoTaskRule.LeaseCap);
        if (paid <= 0)
            return new([], NoTaskRule.BudgetSpent);
        var leftOut = await LeftOut.FindAsync(db, project, access.Closed, cancellationToken);
        // What was given back of others is a change, and the entry of the log is that of its transaction.
        if (leftOut.Count > 0 && !hasChanges)
            return new RefusedClaim(NoTaskRule.NotEligible, leftOut);
        var totals = await db.Counters.AsNoTracking()
            .SingleAsync(counters => counters.ProjectId == project.Id, cancellationToken);
        var rule = leftOut.Count > 0 ? NoTaskRule.NotEligible
            : totals.SlotsWanted == 0 ? NoTaskRule.QueueEmpty
            : totals.SlotsWanted == totals.SlotsLeased ? NoTaskRule.AllLeased
            : NoTaskRule.AlreadyJudged;
        return new([], rule, leftOut, await CountAsync(totals.SlotsLeased, cancellationToken));
    }

    private async Task<List<TaskCount>> CountAsync(long leased, CancellationToken cancellationToken)
    {
        var mark = QueueEntry.MarkOf(worker);
        var pools = access.Open.Select(pool => pool.Number).ToList();
        var excluded = await db.Queue
            .Where(entry => entry.ProjectId == project.Id && pools.Contains(entry.Pool)
                && entry.State == QueueState.Open && entry.Lane == QueueLane.Begun && entry.Excluded.Contains(mark))
            .OrderBy(entry => entry.LaneSequence).Take(LeftOut.CountedMax).CountAsync(cancellationToken);
        List<TaskCount> counts =
        [
            new(NoTaskRule.AllLeased, (int)Math.Min(leased, LeftOut.CountedMax)),
            new(NoTaskRule.AlreadyJudged, excluded),
        ];
        return counts.FindAll(count => count.Count > 0);
    }
}
