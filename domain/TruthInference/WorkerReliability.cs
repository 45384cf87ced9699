using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>How far a worker can be relied on at one question.</summary>
/// <param name="Confusion">K × K: at [k, l], P(the worker says l | truth is k).</param>
/// <param name="Accuracy">P(the worker is right) on an item drawn by the label prior.</param>
/// <param name="AccuracyLow">Lower end of the 90 % credible interval of <see cref="Accuracy"/>.</param>
/// <param name="AccuracyHigh">Upper end of the 90 % credible interval of <see cref="Accuracy"/>.</param>
/// <param name="InformationNats">
/// Mutual information between the truth and what the worker says, from 0 (a spammer: the answer tells nothing) to the
/// entropy of the label prior. A worker who always swaps two labels has low accuracy and full information.
/// </param>
/// <param name="JudgementCount">How many judgements the estimate rests on.</param>
public sealed record WorkerReliability(
    double[] Confusion,
    double Accuracy,
    double AccuracyLow,
    double AccuracyHigh,
    double InformationNats,
    int JudgementCount)
{
    private const double UnknownRight = 4;
    private const double UnknownWrong = 1;
    private const double Tail = 0.05;

    /// <summary>
    /// A worker nobody knows yet, in a crowd nobody knows yet: the mean of a Dirichlet with 4 on the true label and 1
    /// on each other one, a fixed prior that kept its promises on real crowds. Right with probability 4 / (K + 3).
    /// Where the crowd is known, <see cref="TruthEstimate.NewcomerConfusion"/> says more.
    /// </summary>
    public static WorkerReliability Unknown(int labelCount)
    {
        var labelPrior = new double[labelCount];
        Array.Fill(labelPrior, 1.0 / labelCount);
        return From(labelPrior, UnknownConfusion(labelCount), judgementCount: 0);
    }

    /// <returns>K × K: the confusion of <see cref="Unknown"/>.</returns>
    public static double[] UnknownConfusion(int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 2);
        var confusion = new double[labelCount * labelCount];
        for (var cell = 0; cell < confusion.Length; cell++)
            confusion[cell] = (cell / labelCount == cell % labelCount ? UnknownRight : UnknownWrong)
                / (UnknownRight + ((labelCount - 1) * UnknownWrong));
        return confusion;
    }

    /// <param name="labelPrior">K: how frequent the labels are.</param>
    /// <param name="confusion">K × K: at [k, l], P(the worker says l | truth is k).</param>
    /// <param name="judgementCount">How many judgements the confusion was estimated from.</param>
    /// <remarks>
    /// The interval is that of a Beta distribution with mean a and n + 3 observations: the worker's n judgements and
    /// the 3 that the estimate borrows from the crowd. It takes the inferred truth for the truth.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static WorkerReliability From(
        ReadOnlySpan<double> labelPrior, ReadOnlySpan<double> confusion, int judgementCount)
    {
        var k = labelPrior.Length;
        if (confusion.Length != k * k)
            throw new ArgumentException($"{k} labels need {k * k} confusions, not {confusion.Length}.");
        var accuracy = 0.0;
        for (var truth = 0; truth < k; truth++)
            accuracy += labelPrior[truth] * confusion[(truth * k) + truth];
        var observations = judgementCount + CrowdPriors.AccuracyWeight;
        var beta = new BetaDistribution(accuracy * observations, (1 - accuracy) * observations);
        return new(
            confusion.ToArray(),
            accuracy,
            beta.Quantile(Tail),
            beta.Quantile(1 - Tail),
            MutualInformation(labelPrior, confusion),
            judgementCount);
    }

    /// <summary>Σ p[k] V[k,l] ln(V[k,l] / P(l)), with P(l) = Σ p[k] V[k,l]; in nats.</summary>
    private static double MutualInformation(ReadOnlySpan<double> labelPrior, ReadOnlySpan<double> confusion)
    {
        var k = labelPrior.Length;
        var information = 0.0;
        for (var label = 0; label < k; label++)
        {
            var said = 0.0;
            for (var truth = 0; truth < k; truth++)
                said += labelPrior[truth] * confusion[(truth * k) + label];
            for (var truth = 0; truth < k; truth++)
                if (confusion[(truth * k) + label] is > 0 and var p)
                    information += labelPrior[truth] * p * Math.Log(p / said);
        }
        return Math.Max(0, information);
    }
}
