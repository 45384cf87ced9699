namespace ActiveLabel.Api.Simulation;

/// <summary>Simulated workers who label together.</summary>
public static class Crew
{
    private const double BestAccuracy = 0.95;
    private const double WorstAccuracy = 0.75;
    private const double CarelessAccuracy = 0.6;

    private static readonly string[] Names =
    [
        "Ada", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jun", "Kim", "Leo",
        "Mia", "Noor", "Otis", "Pia", "Quin", "Rosa", "Sami", "Tess", "Uma", "Vito", "Wren", "Zoe",
    ];

    /// <summary>
    /// People of mixed reliability: one in twelve is a spammer, one in six is careless, the others are right on 75 to
    /// 95 % of all items.
    /// </summary>
    public static IReadOnlyList<SimulatedWorker> Mixed(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (spammers, careless) = (count / 12, count / 6);
        var careful = count - spammers - careless;
        return [.. Enumerable.Range(0, count).Select(index => index < careful
            ? new SimulatedWorker(NameOf(index), seed, AccuracyOf(index, careful), WorkerHabit.Careful)
            : index < careful + careless
                ? new SimulatedWorker(NameOf(index), seed, CarelessAccuracy, WorkerHabit.Careless)
                : new SimulatedWorker(NameOf(index), seed, Accuracy: 0, WorkerHabit.Spammer))];
    }

    /// <summary>One worker who is always right.</summary>
    public static IReadOnlyList<SimulatedWorker> Oracle()
        => [new("Oracle", Seed: 0, Accuracy: 1, WorkerHabit.Careful)];

    private static double AccuracyOf(int index, int careful)
        => careful == 1
            ? BestAccuracy
            : BestAccuracy - ((BestAccuracy - WorstAccuracy) * index / (careful - 1));

    private static string NameOf(int index)
        => index < Names.Length ? Names[index] : $"{Names[index % Names.Length]} {(index / Names.Length) + 1}";
}
