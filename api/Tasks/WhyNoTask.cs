using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>Why a claim brought nothing, and when to ask again.</summary>
/// <param name="Rule">Why, for programs.</param>
/// <param name="LeftOut">How many tasks each rule left out.</param>
[Allow(Audience.Workers)]
public sealed record WhyNoTask(NoTaskRule Rule, IReadOnlyList<TasksLeftOut> LeftOut)
{
    /// <summary>Counting on would cost more the more tasks there are.</summary>
    public const int CountedMax = 1_000;

    private const int SoonSeconds = 2;
    private const int LaterSeconds = 30;

    /// <summary>Why, for people.</summary>
    public string Explanation => ExplanationOf(Rule);

    /// <summary>When to ask again, in seconds.</summary>
    public int RetryAfterSeconds => Rule is NoTaskRule.AllLeased or NoTaskRule.LeaseCap ? SoonSeconds : LaterSeconds;

    internal static string ExplanationOf(NoTaskRule rule) => rule switch
    {
        NoTaskRule.QueueEmpty => "No task of the project wants a judgement.",
        NoTaskRule.AllLeased => "Every judgement that is wanted is being given by somebody.",
        NoTaskRule.AlreadyJudged => "You have judged, skipped or hold every task that is open.",
        NoTaskRule.LeaseCap => "You hold as many tasks as you may; judge or release some.",
        _ => "You are no member of the project.",
    };

    /// <summary>Looks for the reason once a claim has found nothing.</summary>
    /// <param name="room">How many more tasks the worker might hold.</param>
    internal static async Task<ClaimResult> FindAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        IReadOnlyList<int> pools,
        int room,
        CancellationToken cancellationToken)
    {
        var totals = await db.Counters.AsNoTracking()
            .SingleAsync(counters => counters.ProjectId == project.Id, cancellationToken);
        List<LeftOutTasks> leftOut = [];
        if (totals.SlotsLeased > 0)
            leftOut.Add(new(NoTaskRule.AllLeased, (int)Math.Min(totals.SlotsLeased, CountedMax)));
        var mark = QueueEntry.MarkOf(worker);
        var excluded = await db.Queue
            .Where(entry => entry.ProjectId == project.Id && pools.Contains(entry.Pool)
                && entry.State == QueueState.Open && entry.Lane == QueueLane.Begun && entry.Excluded.Contains(mark))
            .OrderBy(entry => entry.LaneSequence).Take(CountedMax).CountAsync(cancellationToken);
        if (excluded > 0)
            leftOut.Add(new(NoTaskRule.AlreadyJudged, excluded));
        var rule = room <= 0 ? NoTaskRule.LeaseCap
            : totals.SlotsWanted == 0 ? NoTaskRule.QueueEmpty
            : totals.SlotsWanted == totals.SlotsLeased ? NoTaskRule.AllLeased
            : NoTaskRule.AlreadyJudged;
        return ClaimResult.Nothing(rule, leftOut);
    }
}

/// <summary>How many tasks a rule left out.</summary>
/// <param name="Rule">Which, for programs.</param>
/// <param name="TaskCount">Up to a thousand are counted; more are told as that many.</param>
[Allow(Audience.Workers)]
public sealed record TasksLeftOut(NoTaskRule Rule, int TaskCount)
{
    /// <summary>Which, for people.</summary>
    public string Explanation => WhyNoTask.ExplanationOf(Rule);
}
