using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>Where a task goes after a judgement.</summary>
internal enum NextStep
{
    /// <summary>Judgements that were asked for are still out.</summary>
    Waits,

    /// <summary>The consensus is not sure enough: one more judgement is asked for.</summary>
    OneMore,

    /// <summary>The item is done.</summary>
    Done,
}

/// <summary>Decides after each judgement how much more an item needs.</summary>
internal static class RouteTask
{
    /// <param name="entry">The task's queue entry, locked by the transaction.</param>
    public static async Task<NextStep> ApplyAsync(
        ActiveLabelDb db,
        Project project,
        QueueEntry entry,
        ItemConsensus consensus,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (consensus.JudgementCount < entry.Required)
            return NextStep.Waits;
        var item = await db.Items.SingleAsync(candidate => candidate.Id == entry.ItemId, cancellationToken);
        var target = project.Schema.Questions[0].TargetConfidence;
        var wantsAnother = AdaptiveRedundancy.WantsAnother(
            item.Arm, project.Settings, target, consensus.JudgementCount, consensus.Confidence);
        var queued = db.Queue.Where(candidate => candidate.TaskId == entry.TaskId);
        if (wantsAnother)
        {
            await QueueLanes.AskForOneMoreAsync(db, entry.TaskId, cancellationToken);
            return NextStep.OneMore;
        }
        await queued.ExecuteUpdateAsync(set => set.SetProperty(e => e.State, QueueState.Closed), cancellationToken);
        item.MarkDone(now);
        return NextStep.Done;
    }
}
