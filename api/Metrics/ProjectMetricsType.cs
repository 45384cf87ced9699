using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Transport;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
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

    /// <summary>Accuracy on the control arm against labels: the latest points, the oldest first.</summary>
    public IDataLoaderResult<IReadOnlyList<LearningCurvePointType>> LearningCurve(
        Caller caller, [FromServices] Batches batches)
        => batches.List(caller, project.Id, LearningCurvePointType.FetchAsync);

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

    /// <summary>How much is still needed until the model is good enough.</summary>
    /// <param name="target">Accuracy to reach, between 0 and 1; the project's own where it is left out.</param>
    public IDataLoaderResult<SizingEstimateType> Sizing(
        Caller caller,
        [FromServices] Batches batches,
        [FromServices] EstimateSizing estimateSizing,
        double? target = null)
    {
        if (target is not (null or (> 0 and < 1)))
            throw new RefusalError(RefusalError.BadUserInput, "'target' must lie between 0 and 1.");
        var wanted = target ?? project.Settings.TargetAccuracy;
        return batches.Find(caller, project.Id, SizingInputs.FetchKnownAsync)
            .And(batches.List(caller, project.Id, SizingInputs.FetchCurveAsync))
            .And(batches.Get(caller, project.Id, SizingInputs.FetchTotalsAsync))
            .Then(found => new SizingEstimateType(found.First.First?.Target == wanted
                ? found.First.First
                : estimateSizing.Estimate(project, wanted, found.First.Second, found.Second)));
    }
}
