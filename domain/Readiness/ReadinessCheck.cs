namespace ActiveLabel.Domain.Readiness;

/// <summary>What a project is asked before its labels are relied on.</summary>
public enum ReadinessQuestion
{
    /// <summary>Is it known how much training data is needed, and is it there?</summary>
    EnoughData,

    /// <summary>Is there a process that catches mistakes, and a plan that it is held against?</summary>
    Process,

    /// <summary>Do the tools keep the quality up at this scale?</summary>
    Quality,

    /// <summary>Are there enough people with the right skills and clearances?</summary>
    People,

    /// <summary>Was the data looked at for the usual pitfalls?</summary>
    Pitfalls,
}

/// <summary>How an answer stands; the greater, the worse.</summary>
public enum ReadinessStatus
{
    /// <summary>The evidence says yes.</summary>
    Ready,

    /// <summary>There is no evidence yet.</summary>
    Unknown,

    /// <summary>The evidence says no.</summary>
    NotReady,
}

/// <summary>One piece of evidence.</summary>
/// <param name="Name">What was looked at, such as "labels".</param>
/// <param name="Have">The number that says so; null while there is none.</param>
/// <param name="Need">What it is held against; null where nothing can be said yet.</param>
/// <param name="Message">What it says, and where it is not ready, what to do.</param>
public sealed record ReadinessCheck(
    string Name, ReadinessStatus Status, double? Have, double? Need, string Message)
{
    internal static ReadinessCheck AtLeast(string name, double have, double need, string good, string bad)
        => have >= need
            ? new(name, ReadinessStatus.Ready, have, need, good)
            : new(name, ReadinessStatus.NotReady, have, need, bad);

    internal static ReadinessCheck AtMost(string name, double have, double most, string good, string bad)
        => have <= most
            ? new(name, ReadinessStatus.Ready, have, most, good)
            : new(name, ReadinessStatus.NotReady, have, most, bad);

    internal static ReadinessCheck Unknown(
        string name, string message, double? have = null, double? need = null)
        => new(name, ReadinessStatus.Unknown, have, need, message);
}

/// <summary>The answer to one question: as good as its worst check.</summary>
public sealed record ReadinessAnswer(ReadinessQuestion Question, IReadOnlyList<ReadinessCheck> Checks)
{
    public ReadinessStatus Status => Checks.Max(check => check.Status);

    /// <summary>What keeps it from being ready, in words.</summary>
    public IReadOnlyList<string> Missing
        => [.. Checks.Where(check => check.Status != ReadinessStatus.Ready).Select(check => check.Message)];
}
