using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Performance;

/// <summary>What one worker did in a project on one day at one step, for one type of question.</summary>
[Allow(Audience.Everybody)]
public sealed class WorkerDayType(WorkerDay day)
{
    /// <summary>The first instant of the day, in UTC.</summary>
    public DateTimeOffset Day => WorkerDay.StartOf(day.Day);

    /// <summary>The workflow step.</summary>
    public string StepKey => day.StepKey;

    /// <summary>What kind of answer was asked for.</summary>
    public AnnotationType AnnotationType => day.AnnotationType;

    /// <summary>Judgements given.</summary>
    public int JudgementCount => day.JudgementCount;

    /// <summary>Seconds of work, as the worker's client measured them.</summary>
    public double ActiveSeconds => day.ActiveSeconds;

    /// <summary>Seconds from the claim to the judgement.</summary>
    public double WallSeconds => day.WallSeconds;

    /// <summary>Tasks that were declined.</summary>
    public int SkipCount => day.SkipCount;

    /// <summary>Judgements whose item was done later, so that they can be compared with its consensus.</summary>
    [Allow(Audience.Staff)]
    public int ComparedCount => day.ComparedCount;

    /// <summary>Share of those that said what the consensus says, 0 to 1; null where none can be compared.</summary>
    [Allow(Audience.Staff)]
    public double? Agreement => day.ComparedCount == 0 ? null : day.AgreedCount / (double)day.ComparedCount;

    /// <summary>How often a review or an adjudication said something about one of the judgements.</summary>
    public int ReviewedCount => day.ReviewedCount;

    /// <summary>Of those, how often it said otherwise, or sent the item back.</summary>
    public int ReversedCount => day.ReversedCount;

    /// <summary>Who did it.</summary>
    public IDataLoaderResult<WorkerType> Worker(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, day.WorkerId, WorkerType.FetchAsync)
            .Then(found => new WorkerType(found, day.ProjectId));

    /// <summary>Where.</summary>
    public IDataLoaderResult<ProjectType> Project(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, day.ProjectId, ProjectType.FetchAsync).Then(found => new ProjectType(found));
}

/// <summary>What a worker has earned in a project in one currency.</summary>
[Allow(Audience.Everybody)]
public sealed class EarningsType(WorkerEarnings earnings)
{
    /// <summary>As in ISO 4217, such as EUR.</summary>
    public string Currency => earnings.Currency;

    /// <summary>
    /// In the smallest unit of the currency, such as cents; as a text, for it may be greater than an Int.
    /// </summary>
    public string AmountMinor => earnings.AmountMinor.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Judgements that were paid for.</summary>
    public int JudgementCount => earnings.JudgementCount;

    /// <summary>Where it was earned.</summary>
    public IDataLoaderResult<ProjectType> Project(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, earnings.ProjectId, ProjectType.FetchAsync).Then(found => new ProjectType(found));
}
