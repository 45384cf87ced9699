using ActiveLabel.Api.Security;

namespace ActiveLabel.Api.Tasks;

/// <summary>Why a claim brought nothing, and when to ask again.</summary>
/// <param name="Rule">Why, for programs.</param>
/// <param name="Because">Which requirement left how many open tasks out; none where it was no requirement.</param>
/// <param name="LeftOut">Which other rule left how many tasks out.</param>
[Allow(Audience.Workers)]
public sealed record WhyNoTask(
    NoTaskRule Rule, IReadOnlyList<LeftOut> Because, IReadOnlyList<TasksLeftOut> LeftOut)
{
    private const int SoonSeconds = 2;
    private const int LaterSeconds = 30;

    /// <summary>Why, for people.</summary>
    public string Explanation => Rule == NoTaskRule.NotEligible && Because.Count > 0
        ? $"You lack what the open tasks require: {string.Join("; ", Because.Select(left => left.Explanation))}."
        : ExplanationOf(Rule);

    /// <summary>When to ask again, in seconds.</summary>
    public int RetryAfterSeconds => Rule is NoTaskRule.AllLeased or NoTaskRule.LeaseCap ? SoonSeconds : LaterSeconds;

    internal static string ExplanationOf(NoTaskRule rule) => rule switch
    {
        NoTaskRule.QueueEmpty => "No task of the project wants a judgement.",
        NoTaskRule.AllLeased => "Every judgement that is wanted is being given by somebody.",
        NoTaskRule.AlreadyJudged => "You have judged, skipped or hold every task that is open.",
        NoTaskRule.LeaseCap => "You hold as many tasks as you may; judge or release some.",
        NoTaskRule.NotEligible => "You lack what the open tasks require.",
        NoTaskRule.Deactivated => "You were deactivated.",
        NoTaskRule.Quarantined => "You are in quarantine; you may appeal.",
        NoTaskRule.TrainingNeeded => "You need the training again: pass a qualification of the project.",
        NoTaskRule.BudgetSpent => "The project's budget is spent, or promised to judgements that are being given.",
        NoTaskRule.ProjectPaused => "The project is paused.",
        _ => "You are no member of the project.",
    };

    internal static WhyNoTask? Of(ClaimResult result) => result.WhyNoTask is { } rule
        ? new(
            rule,
            result.LeftOut ?? [],
            [.. (result.Counts ?? []).Select(count => new TasksLeftOut(count.Rule, count.Count))])
        : null;
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
