using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Transport;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Metrics;

/// <summary>How a project stands.</summary>
[Allow(Audience.Staff)]
public sealed class ProjectMetricsType(Project project, DateTimeOffset asOf)
{
    /// <summary>When they were read.</summary>
    public DateTimeOffset AsOf => asOf;

    /// <summary>What is still to be done.</summary>
    public IDataLoaderResult<QueueMetricsType> Queue(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, project.Id, QueueMetricsType.FetchAsync);

    /// <summary>What was done.</summary>
    public IDataLoaderResult<VolumeMetricsType> Volume(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, project.Id, VolumeMetricsType.FetchAsync);

    /// <summary>How sure the consensus was over time: the latest points, the oldest first.</summary>
    public IDataLoaderResult<IReadOnlyList<ConfidencePointType>> Confidence(
        Caller caller, [FromServices] Batches batches)
        => batches.List(caller, project.Id, ConfidencePointType.FetchAsync);

    /// <summary>Accuracy on the control arm against labels: the latest points of each arm, the oldest first.</summary>
    /// <param name="dimension">Of all of the project, of a label, of a slice or of a use case.</param>
    /// <param name="key">The label, "attribute=value" or use case; left out for all of the project.</param>
    /// <param name="arm">
    /// Of models of these labels alone: ARRIVAL and ALL are the curve under this queue, RANDOM_DRAW and RANDOM that
    /// under random sampling; left out for those of all.
    /// </param>
    public IDataLoaderResult<IReadOnlyList<LearningCurvePointType>> LearningCurve(
        Caller caller,
        [FromServices] Batches batches,
        CurveDimension dimension = CurveDimension.Project,
        string? key = null,
        CurveArm? arm = null)
        => batches.List(caller, (project.Id, CurveRequest.Of(dimension, key), arm), LearningCurvePointType.FetchAsync);

    /// <summary>How much is still needed of each label, slice or use case that has a curve.</summary>
    /// <param name="dimension">Which of them.</param>
    public IDataLoaderResult<Connection<SizingEstimateType>> Curves(
        Caller caller,
        [FromServices] Batches batches,
        CurveDimension dimension,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        // Slices are bounded.
        return batches.List(caller, (project.Id, dimension), SizingInputs.FetchSlicesAsync)
            .Then(found => page.Cut(
                found.OrderBy(estimate => estimate.Id).Select(estimate => new SizingEstimateType(estimate)),
                estimate => estimate.Place));
    }

    /// <summary>
    /// What the labels of each use case are expected to cost, in the order in which the use cases came: each as much as
    /// the first, until its own curve says otherwise.
    /// </summary>
    public IDataLoaderResult<IReadOnlyList<UseCaseCostType>> UseCases(Caller caller, [FromServices] Batches batches)
        => batches.List(caller, (project.Id, MetricDimension.UseCase), MetricSeries.FetchTotalsAsync)
            .And(batches.List(caller, (project.Id, CurveDimension.UseCase), SizingInputs.FetchSlicesAsync))
            .Then(found => UseCaseCostType.ListOf(found.First, found.Second));

    /// <summary>
    /// What the order of the queue gains against a random one, at the latest comparison; null before the first.
    /// </summary>
    public IDataLoaderResult<LearningGainType?> LearningGain(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, project.Id, LearningGainType.FetchAsync);

    /// <summary>
    /// What each strategy would have had labeled next, beside what the queue has; none before a model orders it.
    /// </summary>
    public IDataLoaderResult<IReadOnlyList<StrategyPickType>> StrategyPicks(
        Caller caller, [FromServices] Batches batches)
        => batches.List(caller, project.Id, StrategyPickType.FetchAsync);

    /// <summary>The project's workers with their reliability.</summary>
    public IDataLoaderResult<Connection<WorkerType>> Reliability(
        Caller caller,
        [FromServices] Batches batches,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        return batches.List(caller, (project.Id, page), ProjectWorkers.FetchAsync)
            .Then(rows => page.PageOf(rows, row => Cursor.Of(row.Key), row => row));
    }

    /// <summary>
    /// What was done by hour, day, week or month, the oldest first: throughput, cost, lead times, work in progress, and
    /// what is left against the plan. It is summed up within a minute: see <c>summedUpTo</c>.
    /// </summary>
    /// <param name="dimension">Of the whole project, of a step or of a use case.</param>
    /// <param name="key">Key of the step or the use case; left out for the whole project.</param>
    /// <param name="resolution">How long a point is; left out: by <c>points</c>, or a day.</param>
    /// <param name="points">
    /// The time asked for is cut as finely as that makes no more points than this, by month at the coarsest.
    /// </param>
    /// <param name="from">The first point is that in which this lies; left out: from the beginning.</param>
    /// <param name="to">The last point is that in which this lies; left out: until now.</param>
    public IDataLoaderResult<Connection<MetricPointType>> Series(
        Caller caller,
        [FromServices] Batches batches,
        MetricDimension dimension = MetricDimension.Project,
        string? key = null,
        MetricResolution? resolution = null,
        int? points = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var request = SeriesRequest.Of(
            project, dimension, key ?? "", resolution, points, from ?? DateTimeOffset.UnixEpoch, to ?? asOf, page);
        return batches.List(caller, (project.Id, request), MetricSeries.FetchAsync)
            .And(batches.Find(caller, project.Id, ProjectPlanType.FetchAsync))
            .Then(found => page.PageOf(
                found.First,
                bucket => Cursor.Of(bucket.Number),
                bucket => new MetricPointType(bucket, found.Second?.Goals, asOf)));
    }

    /// <summary>All time in one, for each step, use case or transition.</summary>
    /// <param name="dimension">By what it is parted.</param>
    public IDataLoaderResult<Connection<MetricPointType>> Breakdown(
        Caller caller,
        [FromServices] Batches batches,
        MetricDimension dimension = MetricDimension.Step,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        // Steps and use cases are bounded.
        return batches.List(caller, (project.Id, dimension), MetricSeries.FetchTotalsAsync)
            .And(batches.Find(caller, project.Id, ProjectPlanType.FetchAsync))
            .Then(found => page.Cut(
                found.First.Select(bucket => new MetricPointType(bucket, found.Second?.Goals, asOf)),
                point => point.Id));
    }

    /// <summary>When the last event happened that is in <c>series</c>; null before the first.</summary>
    public IDataLoaderResult<DateTimeOffset?> SummedUpTo(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, project.Id, MetricSeries.FetchCursorsAsync).Then(cursor => cursor?.At);

    /// <summary>What those who lead the project want of it; null before they said.</summary>
    public IDataLoaderResult<ProjectPlanType?> Plan(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, project.Id, ProjectPlanType.FetchAsync)
            .Then(plan => plan is null ? null : new ProjectPlanType(plan));

    /// <summary>How much is still needed until the model is good enough.</summary>
    /// <param name="target">Accuracy to reach, between 0 and 1; the project's own where it is left out.</param>
    /// <param name="dimension">Of all of the project, of a label, of a slice or of a use case.</param>
    /// <param name="key">The label, "attribute=value" or use case; left out for all of the project.</param>
    /// <param name="sampling">By the curve under this queue, or by that under random sampling.</param>
    public IDataLoaderResult<SizingEstimateType> Sizing(
        Caller caller,
        [FromServices] Batches batches,
        [FromServices] EstimateSizing estimateSizing,
        double? target = null,
        CurveDimension dimension = CurveDimension.Project,
        string? key = null,
        CurveSampling sampling = CurveSampling.Queue)
    {
        var slice = CurveRequest.Of(dimension, key);
        if (target is not (null or (> 0 and < 1)))
            throw new RefusalError(RefusalError.BadUserInput, "'target' must lie between 0 and 1.");
        var wanted = target ?? project.Settings.TargetAccuracy;
        return batches.Find(caller, (project.Id, slice), SizingInputs.FetchKnownAsync)
            .And(batches.List(caller, (project.Id, slice, sampling), SizingInputs.FetchCurveAsync))
            .And(batches.Get(caller, project.Id, SizingInputs.FetchTotalsAsync))
            .Then(found => new SizingEstimateType(sampling == CurveSampling.Queue && found.First.First?.Target == wanted
                ? found.First.First
                : estimateSizing.Estimate(project, wanted, found.First.Second, found.Second, slice)));
    }
}
