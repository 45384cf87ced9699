using ActiveLabel.Domain.Bias;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Audits of simulated projects: false alarms where there is no bias, power where one is planted, and how often the
/// interval of the share copied holds the planted one.
/// </summary>
internal sealed class BiasBenchmark : IBenchmark
{
    private const int NullRuns = 500;
    private const int PlantedRuns = 200;
    private const double Copied = 0.2;

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var alarms = Enumerable.Range(1, NullRuns).Count(seed => new SimulatedBias(seed).Found().Count > 0);
        Console.WriteLine($"false alarms in {alarms / (double)NullRuns:0.000} of {NullRuns} projects without bias");
        Power(BiasKind.Sample, "a region labeled a third less", seed => new(seed, SampleTilt: 1.0 / 3));
        Power(BiasKind.Prejudicial, "yes 8 points likelier for a group", seed => new(seed, Prejudice: 0.08));
        Power(BiasKind.Measurement, "phones 6 points less right", seed => new(seed, DeviceLoss: 0.06));
        Power(BiasKind.Anchoring, "a fifth of the answers copied", seed => new(seed, Copied: Copied));
        var held = Enumerable.Range(1, PlantedRuns).Count(IsHeld);
        Console.WriteLine($"the share copied is held by its 90 % interval in {held / (double)PlantedRuns:0.000}");
        return Task.CompletedTask;
    }

    private static bool IsHeld(int seed)
        => Anchoring.Of(new SimulatedBias(seed, Copied: Copied).PreLabels(new(seed))) is { } found
            && found.Low90 <= Copied && Copied <= found.High90;

    private static void Power(BiasKind kind, string what, Func<int, SimulatedBias> project)
    {
        var found = Enumerable.Range(1, PlantedRuns).Count(seed => project(seed).Found().Contains(kind));
        Console.WriteLine($"{what}: found in {found / (double)PlantedRuns:0.000} of {PlantedRuns}");
    }
}
