using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Gold;

/// <summary>What the statistics of a gold item say about it.</summary>
public enum GoldVerdict
{
    /// <summary>Measures workers; goes on.</summary>
    Useful = 0,

    /// <summary>Seen too rarely to say.</summary>
    TooFewAnswers = 1,

    /// <summary>Good workers say otherwise: the known answer is probably wrong.</summary>
    ProbablyWrong = 2,

    /// <summary>Workers who are often wrong elsewhere are right here: the answer has got around.</summary>
    ProbablyLeaked = 3,

    /// <summary>Good and bad workers answer it alike: it measures nothing.</summary>
    Uninformative = 4,
}

/// <summary>One worker's answer to a gold item.</summary>
/// <param name="Label">What was answered, 0 to K - 1.</param>
/// <param name="Confusion">K × K: at [k, l], P(this worker says l | truth is k), estimated without this item.</param>
public readonly record struct GoldAnswer(int Label, double[] Confusion);

/// <summary>Whether a gold item should go on measuring workers.</summary>
public static class GoldReview
{
    private const int AnswersMin = 8;

    /// <summary>P(the known answer is true) below which it is held for wrong.</summary>
    private const double WrongBelow = 0.05;

    /// <summary>How improbable so many right answers must be before a leak is suspected.</summary>
    private const double LeakTail = 0.001;

    /// <summary>Mean information an answer gives about its author, in nats, below which gold is useless.</summary>
    private const double InformationMin = 0.02;

    /// <param name="known">The known answer, 0 to K - 1.</param>
    /// <param name="labelPrior">K: how frequent the labels are.</param>
    public static GoldVerdict Judge(int known, IReadOnlyList<GoldAnswer> answers, double[] labelPrior)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(labelPrior);
        if (answers.Count < AnswersMin)
            return GoldVerdict.TooFewAnswers;
        if (Posterior(answers, labelPrior)[known] < WrongBelow)
            return GoldVerdict.ProbablyWrong;
        var expected = answers.Select(answer => RightOf(answer, known, labelPrior.Length)).ToArray();
        var right = answers.Count(answer => answer.Label == known);
        if (ProbabilityOfAtLeast(right, expected) < LeakTail)
            return GoldVerdict.ProbablyLeaked;
        return Information(right / (double)answers.Count, expected) < InformationMin
            ? GoldVerdict.Uninformative
            : GoldVerdict.Useful;
    }

    /// <summary>
    /// P(truth | answers) as if nothing were known beforehand; tempered for what errors have in common.
    /// </summary>
    private static double[] Posterior(IReadOnlyList<GoldAnswer> answers, double[] labelPrior)
    {
        var k = labelPrior.Length;
        var weight = TruthInference.ItemPosterior.Weight(
            answers.Count, TruthInference.ItemPosterior.DefaultCorrelation);
        var posterior = new double[k];
        for (var truth = 0; truth < k; truth++)
        {
            posterior[truth] = Math.Log(labelPrior[truth]);
            foreach (var answer in answers)
                posterior[truth] += weight * Math.Log(answer.Confusion[(truth * k) + answer.Label]);
        }
        Simplex.Softmax(posterior);
        return posterior;
    }

    private static double RightOf(GoldAnswer answer, int known, int k) => answer.Confusion[(known * k) + known];

    /// <summary>Upper tail of the Poisson binomial distribution, by convolution.</summary>
    private static double ProbabilityOfAtLeast(int right, double[] expected)
    {
        var counts = new double[expected.Length + 1];
        counts[0] = 1;
        for (var n = 0; n < expected.Length; n++)
            for (var count = n + 1; count >= 0; count--)
                counts[count] = (counts[count] * (1 - expected[n])) + (count > 0 ? counts[count - 1] * expected[n] : 0);
        return counts.Skip(right).Sum();
    }

    /// <summary>
    /// What right or wrong tells about the author: the variance of what the authors' accuracies predict, relative to
    /// the variance of the outcome (the first term of the mutual information). Nothing when all are right or all wrong.
    /// </summary>
    private static double Information(double share, double[] expected)
    {
        var mean = expected.Average();
        var spread = expected.Average(each => (each - mean) * (each - mean));
        var outcome = share * (1 - share);
        return outcome <= 0 ? 0 : outcome / (mean * (1 - mean)) * spread / (2 * mean * (1 - mean));
    }
}
