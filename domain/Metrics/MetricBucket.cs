using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Metrics;

/// <summary>What a series of metrics is about.</summary>
public enum MetricDimension
{
    /// <summary>The whole project.</summary>
    Project = 0,

    /// <summary>One step of its workflow.</summary>
    Step = 1,

    /// <summary>The items of one use case: the value of their attribute <c>useCase</c>.</summary>
    UseCase = 2,

    /// <summary>The way from one step to another, all time in one.</summary>
    Transition = 3,
}

/// <summary>What happened in a project, a step or a use case within an hour, a day ...: a maintained sum.</summary>
/// <remarks>
/// An item <em>arrives</em> in a project when it is imported and is <em>finished</em> when it is done; it arrives at a
/// step when it comes there and is finished when it goes on. What comes again <em>returns</em>.
/// </remarks>
public sealed class MetricBucket
{
    public const int KeyLengthMax = 210;

    private const string Arrow = " > ";

    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required MetricDimension Dimension { get; init; }

    /// <summary>
    /// Key of the step or the use case, or <see cref="TransitionOf"/>; empty for the whole project, and for items
    /// without a use case.
    /// </summary>
    public required string Key { get; init; }

    public required MetricResolution Resolution { get; init; }

    /// <summary>Which hour, day ...: see <see cref="MetricClock"/>; 0 for the sum of all time.</summary>
    public required long Number { get; init; }

    public long Arrived { get; private set; }
    public long Finished { get; private set; }

    /// <summary>Of <see cref="Finished"/>: those that never returned and that no reviewer corrected.</summary>
    public long FirstPass { get; private set; }

    public long Returned { get; private set; }
    public long Cancelled { get; private set; }
    public long Judgements { get; private set; }

    /// <summary>Reviews and adjudications.</summary>
    public long Decisions { get; private set; }

    /// <summary>Of <see cref="Decisions"/>: reviews that corrected or rejected what they looked at.</summary>
    public long Corrections { get; private set; }

    /// <summary>Judgements and decisions on items that had returned.</summary>
    public long Rework { get; private set; }

    public long Skips { get; private set; }

    /// <summary>How often it was decided, the judgements asked for being in, whether an item needs one more.</summary>
    public long Decided { get; private set; }

    /// <summary>Of <see cref="Decided"/>: how often one more was asked for.</summary>
    public long AskedMore { get; private set; }

    /// <summary>Seconds of work, as the workers' clients measured them.</summary>
    public double ActiveSeconds { get; private set; }

    /// <summary>Of judgements and decisions, as the workflow in force then has it.</summary>
    public double Cost { get; private set; }

    /// <summary>From arrival to end, summed over <see cref="Finished"/>.</summary>
    public double LeadSeconds { get; private set; }

    public LeadTimes LeadTimes { get; private set; } = LeadTimes.None;

    /// <summary>Items under way at the end.</summary>
    public long InProgress { get; private set; }

    /// <summary>Items that are done at the end; for steps 0.</summary>
    public long Usable { get; private set; }

    /// <summary>Cost from the beginning of the project to the end of this.</summary>
    public double CostSoFar { get; private set; }

    /// <summary>Seconds of work from the beginning of the project to the end of this.</summary>
    public double ActiveSecondsSoFar { get; private set; }

    /// <summary>Judgements and decisions from the beginning of the project to the end of this.</summary>
    public long JudgementsSoFar { get; private set; }

    /// <param name="to">Empty: the item was done.</param>
    public static string TransitionOf(string from, string to) => from + Arrow + to;

    public void Add(MetricChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Arrived += change.Arrived;
        Finished += change.Finished;
        FirstPass += change.FirstPass;
        Returned += change.Returned;
        Cancelled += change.Cancelled;
        Judgements += change.Judgements;
        Decisions += change.Decisions;
        Corrections += change.Corrections;
        Rework += change.Rework;
        Skips += change.Skips;
        Decided += change.Decided;
        AskedMore += change.AskedMore;
        ActiveSeconds += change.ActiveSeconds;
        Cost += change.Cost;
        if (change.LeadSeconds is not { } lead)
            return;
        LeadSeconds += lead;
        LeadTimes = LeadTimes.With(lead);
    }

    /// <summary>Moves the levels, which only the sum of all time knows by itself.</summary>
    public void Raise(MetricChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        InProgress += change.InProgress;
        Usable += change.Usable;
        CostSoFar += change.Cost;
        ActiveSecondsSoFar += change.ActiveSeconds;
        JudgementsSoFar += change.Judgements + change.Decisions;
    }

    /// <summary>Takes the levels from the sum of all time.</summary>
    public void TakeLevels(MetricBucket all)
    {
        ArgumentNullException.ThrowIfNull(all);
        (InProgress, Usable) = (all.InProgress, all.Usable);
        (CostSoFar, JudgementsSoFar) = (all.CostSoFar, all.JudgementsSoFar);
        ActiveSecondsSoFar = all.ActiveSecondsSoFar;
    }
}

/// <summary>What one event adds to the sums it belongs to.</summary>
/// <param name="LeadSeconds">Of what finished; null where nothing did.</param>
/// <param name="InProgress">How many more items are under way.</param>
/// <param name="Usable">How many more items are done.</param>
public sealed record MetricChange(
    int Arrived = 0,
    int Finished = 0,
    int FirstPass = 0,
    int Returned = 0,
    int Cancelled = 0,
    int Judgements = 0,
    int Decisions = 0,
    int Corrections = 0,
    int Rework = 0,
    int Skips = 0,
    int Decided = 0,
    int AskedMore = 0,
    double ActiveSeconds = 0,
    double Cost = 0,
    double? LeadSeconds = null,
    int InProgress = 0,
    int Usable = 0);

/// <summary>Something that is counted.</summary>
/// <param name="Dimension">Project: in the project and in the use case of the item.</param>
/// <param name="Key">Of the step or the transition; empty for the project.</param>
public readonly record struct MetricFact(
    MetricDimension Dimension, string Key, DateTimeOffset At, MetricChange Change)
{
    public static MetricFact OfProject(DateTimeOffset at, MetricChange change)
        => new(MetricDimension.Project, "", at, change);

    public static MetricFact OfStep(string step, DateTimeOffset at, MetricChange change)
        => new(MetricDimension.Step, step, at, change);
}
