using System.Globalization;

namespace ActiveLabel.Inference.Models;

/// <summary>Model versions that are not loaded again, and why; kept beside their files.</summary>
/// <remarks>
/// A file that is refused is quarantined at once. One that ends the process cannot say so: each attempt to load a
/// version is counted before it begins, and forgotten when it has ended well: what is left after a crash is the count.
/// One that ends the process while it runs is counted by the next process; see <see cref="CrashVerdict"/>.
/// </remarks>
internal static class Quarantine
{
    /// <summary>So many times a version may end the process while it is loaded, or while it runs.</summary>
    public const int CrashesMax = 2;

    private const string ReasonFile = "quarantine.txt";
    private const string AttemptsFile = "attempts.txt";
    private const string CrashesFile = "crashes.txt";
    private const string SuspectFile = "suspect.txt";
    private const int ReasonLengthMax = 1_000;

    /// <returns>Why the version is not loaded; null when it may be.</returns>
    public static string? ReasonOf(string version)
    {
        var path = Path.Combine(version, ReasonFile);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <exception cref="InvalidDataException">The version is quarantined, or now is.</exception>
    public static void BeginAttempt(string version)
    {
        if (ReasonOf(version) is { } reason)
            throw new InvalidDataException(reason);
        var path = Path.Combine(version, AttemptsFile);
        var attempts = Read(path);
        if (attempts >= CrashesMax)
        {
            Add(version, $"the process ended {attempts} times while it was loaded");
            throw new InvalidDataException(ReasonOf(version));
        }
        File.WriteAllText(path, $"{attempts + 1}");
    }

    public static void EndAttempt(string version) => File.Delete(Path.Combine(version, AttemptsFile));

    /// <summary>The version ended the process while it ran, and nothing else can have.</summary>
    public static void CountCrash(string version)
    {
        var path = Path.Combine(version, CrashesFile);
        var crashes = Read(path) + 1;
        File.WriteAllText(path, $"{crashes}");
        // The next one is its own as well: it goes on running alone.
        Suspect(version);
        if (crashes >= CrashesMax && ReasonOf(version) is null)
            Add(version, $"the process ended {crashes} times while it ran, and nothing else was at work");
    }

    /// <summary>The version was one of several that were at work when the process ended.</summary>
    public static void Suspect(string version) => File.WriteAllText(Path.Combine(version, SuspectFile), "");

    public static bool IsSuspect(string version) => File.Exists(Path.Combine(version, SuspectFile));

    public static void ClearSuspicion(string version) => File.Delete(Path.Combine(version, SuspectFile));

    private static int Read(string path)
        => File.Exists(path) && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var counted)
            ? counted
            : 0;

    public static void Add(string version, string reason)
    {
        File.WriteAllText(
            Path.Combine(version, ReasonFile), reason.Length > ReasonLengthMax ? reason[..ReasonLengthMax] : reason);
        EndAttempt(version);
    }
}
