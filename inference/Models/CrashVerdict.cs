using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Inference.Models;

/// <summary>How a process ended that had the models before this one.</summary>
internal enum Ending
{
    /// <summary>It was told to, or ended by itself.</summary>
    Orderly,

    /// <summary>By a fault in the middle of its work: a bad instruction, address or division, or an abort.</summary>
    Crash,

    /// <summary>Nobody knows, or somebody killed it: an operator, or the system for want of memory.</summary>
    Unknown,
}

/// <summary>Whom the end of the process is laid to, from what was at work then.</summary>
/// <remarks>
/// A version is only counted for a crash when nothing else was at work: no other version's run, no load, no training.
/// Else each of those that ran is under suspicion and runs alone from then on; whose fault it was shows at its next
/// crash, and who has none is cleared. When nobody knows how the process ended, the first time is a suspicion, too.
/// Loads are counted by <see cref="Quarantine.BeginAttempt"/>, however many were at work.
/// </remarks>
internal static class CrashVerdict
{
    public const string Training = "train";

    private const string RunPrefix = "run ";
    private const string LoadPrefix = "load ";

    private const int SignalBase = 128;
    private const int Interrupted = 2, IllegalInstruction = 4, Aborted = 6, BusError = 7, BadDivision = 8,
        BadAddress = 11, Terminated = 15;

    public static string RunOf(ModelReference model) => $"{RunPrefix}{model}";

    public static string LoadOf(ModelReference model) => $"{LoadPrefix}{model}";

    /// <param name="exitCode">128 and the signal, as a shell says it; null where nobody knows.</param>
    public static Ending EndingOf(int? exitCode) => exitCode switch
    {
        0 or SignalBase + Interrupted or SignalBase + Terminated => Ending.Orderly,
        SignalBase + IllegalInstruction or SignalBase + Aborted or SignalBase + BusError
            or SignalBase + BadDivision or SignalBase + BadAddress or < 0 => Ending.Crash,
        _ => Ending.Unknown,
    };

    /// <param name="atWork">What <see cref="CrashJournal.Left"/> says.</param>
    public static void Settle(ModelStore store, IReadOnlyList<string> atWork, Ending ending)
    {
        if (ending == Ending.Orderly)
            return;
        var running = atWork.Where(entry => entry.StartsWith(RunPrefix, StringComparison.Ordinal))
            .Select(entry => ModelOf(entry[RunPrefix.Length..])).OfType<ModelReference>()
            .Where(model => store.Has(model)).Distinct().ToList();
        var isAlone = running.Count == 1
            && atWork.All(entry => entry == RunOf(running[0]) || entry == LoadOf(running[0]));
        if (isAlone && (ending == Ending.Crash || store.IsSuspect(running[0])))
            store.CountCrash(running[0]);
        else
            foreach (var model in running)
                store.Suspect(model);
    }

    private static ModelReference? ModelOf(string text)
    {
        try
        {
            return ModelReference.Parse(text);
        }
        catch (FormatException)
        {
            // A damaged journal blames nobody.
            return null;
        }
    }
}
