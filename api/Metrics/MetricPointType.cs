using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Metrics;

namespace ActiveLabel.Api.Metrics;

/// <summary>
/// What was done in a project, a step or for a use case within an hour, a day ...; where nothing happened there is no
/// point. An item arrives when it is imported, and at a step when it comes there; it is finished when it is done, and
/// at a step when it goes on.
/// </summary>
[Allow(Audience.Staff)]
public sealed class MetricPointType(MetricBucket bucket, PlanGoals? goals, DateTimeOffset asOf)
{
    private const double SecondsOfAnHour = 3_600;

    internal long Id => bucket.Id;

    /// <summary>Its first instant, in UTC; of the sum of all time, 1970.</summary>
    public DateTimeOffset From => MetricClock.StartOf(bucket.Resolution, bucket.Number);

    /// <summary>How long it is.</summary>
    public MetricResolution Resolution => bucket.Resolution;

    /// <summary>Key of the step, the use case or the transition; empty for the whole project.</summary>
    public string Key => bucket.Key;

    /// <summary>Items that arrived for the first time.</summary>
    public int Arrived => (int)bucket.Arrived;

    /// <summary>Items that were finished.</summary>
    public int Finished => (int)bucket.Finished;

    /// <summary>Items that came again: re-opened, or sent back to a step.</summary>
    public int Returned => (int)bucket.Returned;

    /// <summary>Items that are not wanted any more.</summary>
    public int Cancelled => (int)bucket.Cancelled;

    /// <summary>Judgements given.</summary>
    public int Judgements => (int)bucket.Judgements;

    /// <summary>Reviews and adjudications given.</summary>
    public int Decisions => (int)bucket.Decisions;

    /// <summary>Share of the decisions that corrected or rejected what they looked at; null without any.</summary>
    public double? CorrectionShare => Share(bucket.Corrections, bucket.Decisions);

    /// <summary>Times a worker could not judge an item.</summary>
    public int Skips => (int)bucket.Skips;

    /// <summary>Seconds of work, as the workers' clients measured them.</summary>
    public double ActiveSeconds => bucket.ActiveSeconds;

    /// <summary>
    /// What judgements, decisions and the hours of work cost, in the currency of the workflow, at the plan's price of
    /// an hour.
    /// </summary>
    public double Cost => CostOf(bucket.Cost, bucket.ActiveSeconds);

    /// <summary>Of a judgement or a decision; null without any.</summary>
    public double? CostPerJudgement => Share(Cost, bucket.Judgements + bucket.Decisions);

    /// <summary>
    /// What all work until the end of this cost, by the items that are done then; null where none is, and for steps.
    /// </summary>
    public double? CostPerUsableLabel => Share(CostSoFar, bucket.Usable);

    /// <summary>Items finished an hour; of the current hour, day ... by the time that has passed.</summary>
    public double? ThroughputPerHour
        => Hours is > 0 and var hours ? bucket.Finished / hours : null;

    /// <summary>Mean time from arrival to end, in seconds; null where nothing was finished.</summary>
    public double? LeadSecondsMean => Share(bucket.LeadSeconds, bucket.Finished);

    /// <summary>
    /// About the time in which half of them were finished, right within a factor 2; null where nothing was.
    /// </summary>
    public double? LeadSecondsP50 => bucket.LeadTimes.Quantile(0.5);

    /// <summary>The same for nine of ten.</summary>
    public double? LeadSecondsP90 => bucket.LeadTimes.Quantile(0.9);

    /// <summary>Share of the finished that never returned and that no reviewer corrected; null without any.</summary>
    public double? FirstPassYield => Share(bucket.FirstPass, bucket.Finished);

    /// <summary>Share of the judgements and decisions on what had returned; null without any.</summary>
    public double? ReworkShare => Share(bucket.Rework, bucket.Judgements + bucket.Decisions);

    /// <summary>Items under way at the end.</summary>
    public int WorkInProgress => (int)bucket.InProgress;

    /// <summary>Items that are done at the end: usable labels; of steps none.</summary>
    public int UsableLabels => (int)bucket.Usable;

    /// <summary>Judgements and decisions from the beginning of the project to the end of this.</summary>
    public int JudgementsSoFar => (int)bucket.JudgementsSoFar;

    /// <summary>What they and the hours of work cost.</summary>
    public double CostSoFar => CostOf(bucket.CostSoFar, bucket.ActiveSecondsSoFar);

    /// <summary>Items still to do at the end: those of the plan, or all that had come.</summary>
    public double ItemsLeft => goals?.Items is { } items ? Math.Max(0, items - bucket.Usable) : bucket.InProgress;

    /// <summary>Items that should be left then if the work went on evenly; null without a deadline.</summary>
    public double? ItemsLeftByPlan
        => goals?.ItemsLeftAt(End, goals.Items ?? bucket.InProgress + bucket.Usable);

    /// <summary>Of the plan's budget at the end; null without one.</summary>
    public double? BudgetLeft => goals?.Budget - CostSoFar;

    private DateTimeOffset End => bucket.Resolution == MetricResolution.Total
        ? asOf
        : MetricClock.StartOf(bucket.Resolution, bucket.Number + 1) is var end && end < asOf ? end : asOf;

    private double? Hours => bucket.Resolution == MetricResolution.Total ? null : (End - From).TotalHours;

    private double CostOf(double cost, double seconds)
        => cost + (seconds / SecondsOfAnHour * (goals?.CostPerHour ?? 0));

    private static double? Share(double part, long all) => all == 0 ? null : part / all;
}
