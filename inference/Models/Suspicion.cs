namespace ActiveLabel.Inference.Models;

/// <summary>
/// Of a version that was running, with others, when the process crashed: it runs alone until it has run well often
/// enough, so that the next crash is known to be its own, or not.
/// </summary>
internal sealed class Suspicion(Action clear)
{
    /// <summary>So many runs alone, without a crash, clear a version.</summary>
    public const int RunsAlone = 100;

    private int _left = RunsAlone;

    public bool IsOver => Volatile.Read(ref _left) <= 0;

    /// <summary>It ran alone, and the process is still there.</summary>
    public void Passed()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            clear();
    }
}
