using System.Security.Cryptography;
using System.Text;

namespace ActiveLabel.Api.Simulation;

/// <summary>How a simulated worker goes wrong.</summary>
public enum WorkerHabit
{
    /// <summary>Reads, and errs where the item is hard.</summary>
    Careful = 0,

    /// <summary>Errs on easy items nearly as often as on hard ones.</summary>
    Careless = 1,

    /// <summary>Does not read: a few favourite labels, whatever the item is.</summary>
    Spammer = 2,
}

public sealed record SimulatedAnswer(string Label, double HandlingSeconds);

/// <summary>
/// A worker whose answers follow from seed, name and item alone: neither the order of claims nor the clock changes
/// them.
/// </summary>
/// <param name="Accuracy">Share of right answers over items of all difficulties, 0 to 1.</param>
public sealed record SimulatedWorker(string Name, int Seed, double Accuracy, WorkerHabit Habit)
{
    private const double MedianSeconds = 8;
    private const double SecondsSpread = 0.5;
    private const int FavouriteLabels = 2;

    /// <summary>
    /// Labels a wrong answer is usually taken from: what is confused depends on the item, not the worker.
    /// </summary>
    private const int ConfusableLabels = 3;

    /// <param name="item">Whatever names the item for good.</param>
    /// <param name="labels">All labels, in their order.</param>
    public SimulatedAnswer Answer(string item, string truth, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var mine = new Draws($"{Seed}\n{Name}\n{item}");
        var everybodys = new Draws($"{Seed}\n{item}");
        var label = Habit == WorkerHabit.Spammer
            ? Favourite(mine.Next(), labels)
            : mine.Next() < RightAt(everybodys.Next()) ? truth : Mistake(truth, mine, everybodys, labels);
        var pace = Habit == WorkerHabit.Careful ? 1 : 0.35;
        return new(label, Math.Round(pace * MedianSeconds * Math.Exp(SecondsSpread * mine.NextNormal()), 1));
    }

    /// <summary>
    /// The chance to be right on an item of difficulty 0 to 1. A careful worker is right on the easy half and pays on
    /// the hard one; over all difficulties the mean is the accuracy.
    /// </summary>
    private double RightAt(double difficulty)
    {
        var spread = (1 - Accuracy) * (Habit == WorkerHabit.Careful ? 1.0 : 0.3);
        return Math.Clamp(Accuracy + spread - (2 * spread * difficulty), 0, 1);
    }

    private string Favourite(double draw, IReadOnlyList<string> labels)
    {
        var favourite = new Draws($"{Seed}\n{Name}\nfavourite {(int)(draw * FavouriteLabels)}").Next();
        return labels[(int)(favourite * labels.Count)];
    }

    private static string Mistake(string truth, Draws mine, Draws everybodys, IReadOnlyList<string> labels)
    {
        var confusable = new string[ConfusableLabels];
        for (var index = 0; index < confusable.Length; index++)
            confusable[index] = Other(truth, everybodys.Next(), labels);
        // A hard item misleads everybody alike: the first confusion is by far the most frequent.
        var draw = mine.Next();
        return draw < 0.6 ? confusable[0] : draw < 0.8 ? confusable[1] : confusable[2];
    }

    private static string Other(string truth, double draw, IReadOnlyList<string> labels)
    {
        var others = labels.Where(label => label != truth).ToList();
        return others[(int)(draw * others.Count)];
    }

    /// <summary>Uniform numbers that follow from a text, on every machine alike.</summary>
    private sealed class Draws(string key)
    {
        private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        private int _drawn;

        /// <returns>Uniform on [0, 1); at most eight times.</returns>
        public double Next() => BitConverter.ToUInt32(_hash, sizeof(uint) * _drawn++) / (1.0 + uint.MaxValue);

        /// <returns>Standard normal (Box and Muller, 1958).</returns>
        public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());
    }
}
