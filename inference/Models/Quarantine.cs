using System.Globalization;

namespace ActiveLabel.Inference.Models;

/// <summary>Model versions that are not loaded again, and why; kept beside their files.</summary>
/// <remarks>
/// A file that is refused is quarantined at once. One that ends the process cannot say so: each attempt to load a
/// version is counted before it begins, and forgotten when it has ended well: what is left after a crash is the count.
/// </remarks>
internal static class Quarantine
{
    /// <summary>So many times a version may end the process while it is loaded.</summary>
    public const int CrashesMax = 2;

    private const string ReasonFile = "quarantine.txt";
    private const string AttemptsFile = "attempts.txt";
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
        var attempts = File.Exists(path)
            && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var counted)
            ? counted
            : 0;
        if (attempts >= CrashesMax)
        {
            Add(version, $"the process ended {attempts} times while it was loaded");
            throw new InvalidDataException(ReasonOf(version));
        }
        File.WriteAllText(path, $"{attempts + 1}");
    }

    public static void EndAttempt(string version) => File.Delete(Path.Combine(version, AttemptsFile));

    public static void Add(string version, string reason)
    {
        File.WriteAllText(
            Path.Combine(version, ReasonFile), reason.Length > ReasonLengthMax ? reason[..ReasonLengthMax] : reason);
        EndAttempt(version);
    }
}
