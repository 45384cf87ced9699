using ActiveLabel.Api.Security;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Performance;

/// <summary>What can be said of the differences between workers.</summary>
/// <param name="Differences">Every pair once.</param>
[Allow(Audience.Staff)]
public sealed record WorkerComparisonType(IReadOnlyList<WorkerDifferenceType> Differences)
{
    internal static WorkerComparisonType Of(
        ProjectId project,
        IReadOnlyList<(Worker Worker, ReliabilityEstimate? Estimate)> workers,
        double unknownAccuracy)
    {
        var beliefs = workers.Select(known => AccuracyBelief.Of(
            known.Estimate?.Accuracy ?? unknownAccuracy, known.Estimate?.JudgementCount ?? 0)).ToList();
        return new([.. WorkerComparison.Compare(beliefs).Select(difference => new WorkerDifferenceType(
            new(workers[difference.First].Worker, project),
            new(workers[difference.Second].Worker, project),
            difference.Difference,
            difference.Low,
            difference.High,
            difference.IsNoise))]);
    }
}

/// <summary>How much more often one worker is right than another, as far as it is known.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other.</param>
/// <param name="Difference">Accuracy of the first less that of the second.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference.</param>
/// <param name="High">Upper end of the 95 % interval of the difference.</param>
/// <param name="IsNoise">
/// Whether chance alone explains it, with regard to all pairs of this comparison: whoever looks at many pairs finds
/// some that differ by chance.
/// </param>
[Allow(Audience.Staff)]
public sealed record WorkerDifferenceType(
    WorkerType First, WorkerType Second, double Difference, double Low, double High, bool IsNoise)
{
    /// <summary>The same in a sentence.</summary>
    public string Explanation => IsNoise
        ? "No difference that is more than noise; more judgements may show one."
        : Difference > 0 ? "The first is right more often." : "The second is right more often.";
}
