namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The judgements of one single-choice question, to be passed through again and again, a block of items at a time: so
/// that a crowd can be fitted to more of them than fit in memory. W workers, K labels.
/// </summary>
public interface IJudgementBlocks
{
    int WorkerCount { get; }

    int LabelCount { get; }

    long ItemCount { get; }

    /// <summary>Items with one judgement at least.</summary>
    long JudgedItemCount { get; }

    /// <summary>Judgements in all.</summary>
    long Count { get; }

    /// <returns>Each item with all its judgements once, always in the same order; all blocks of W workers.</returns>
    IEnumerable<JudgementSet> Blocks();
}

internal static class JudgementBlocks
{
    /// <summary>Judgements per judged item, at least 1.</summary>
    public static double Redundancy(this IJudgementBlocks judgements)
        => Math.Max(1, (double)judgements.Count / Math.Max(1, judgements.JudgedItemCount));
}
