using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Tasks;

/// <summary>What is known of an item and of who would be asked next. K labels.</summary>
/// <param name="Posterior">K: the tempered posterior of the item.</param>
/// <param name="LabelPrior">K: how frequent the labels are, positive.</param>
/// <param name="JudgementCount">Judgements the posterior rests on.</param>
/// <param name="NextConfusion">K × K: at [k, l], P(who would be asked next says l | truth is k), positive.</param>
/// <param name="Correlation">ρ, with which the posterior is tempered.</param>
public sealed record ItemEvidence(
    double[] Posterior, double[] LabelPrior, int JudgementCount, double[] NextConfusion, double Correlation)
{
    /// <param name="posterior">K: as it is stored.</param>
    public static ItemEvidence Of(
        IReadOnlyList<float> posterior, double[] labelPrior, int judgementCount, double[] nextConfusion) => new(
            [.. posterior.Select(probability => (double)probability)],
            labelPrior,
            judgementCount,
            nextConfusion,
            ItemPosterior.UsualCorrelation(posterior.Count));

    /// <returns>
    /// Errors that each of 1, 2, 4, 8 and 16 more judgements is expected to avoid; see <see cref="OpinionValue"/>.
    /// </returns>
    public double[] GainsPerJudgement() => OpinionValue.GainsPerJudgement(this);
}

/// <summary>
/// How much more often an item would be labeled right after m more opinions: the expected top of its posterior then,
/// less the top now.
/// </summary>
/// <remarks>
/// Of the two most probable labels a and b: x[j] = ln V(l | a) / V(l | b) of a judgement, S = ln p[a] / p[b] + Σ x[j].
/// The label will be a where S after m more is positive. Given the truth, x has mean μ and variance σ² under the next
/// worker's confusion, and judgements of one item share a deviation: x[j] = μ + δ + ε[j], Var δ = ρ σ², Var ε = (1 - ρ)
/// σ², the model behind the design effect 1 / (1 + (n - 1) ρ). The n judgements so far say where δ lies; hence S + N(m
/// (μ + δ'), m (1 - ρ) σ² + m² v'), with δ' = n ρ / (1 + (n - 1) ρ) · (mean x - μ) and v' = ρ (1 - ρ) σ² / (1 + (n - 1)
/// ρ). An item on which workers disagree again and again therefore gains little from more of them, however unsure it
/// is.
/// </remarks>
internal static class OpinionValue
{
    private const double ProbabilityMin = 1e-12;

    private const int Gains = 5;

    /// <returns>Of 1, 2, 4, 8 and 16 more judgements, what each of them gains.</returns>
    public static double[] GainsPerJudgement(ItemEvidence item)
    {
        var (a, b) = TopTwo(item.Posterior);
        var gains = new double[Gains];
        for (var power = 0; power < Gains; power++)
            gains[power] = Gain(item, a, b, 1 << power) / (1 << power);
        return gains;
    }

    /// <returns>The best that can be reached with so many more, 0 or more.</returns>
    public static double Best(IReadOnlyList<double> gains, int judgementsLeft)
    {
        var best = 0.0;
        for (var power = 0; power < gains.Count && 1 << power <= judgementsLeft; power++)
            best = Math.Max(best, gains[power]);
        return best;
    }

    /// <returns>The gain of so many more judgements.</returns>
    public static double Gain(ItemEvidence item, int a, int b, int more)
    {
        var posterior = item.Posterior;
        var rightAfter = (posterior[a] * ChooseProbability(item, a, a, b, more))
            + (posterior[b] * (1 - ChooseProbability(item, b, a, b, more)));
        return rightAfter - posterior[a];
    }

    /// <returns>The most and the next probable label.</returns>
    public static (int Top, int Second) TopTwo(ReadOnlySpan<double> posterior)
    {
        var (top, second) = posterior[0] >= posterior[1] ? (0, 1) : (1, 0);
        for (var label = 2; label < posterior.Length; label++)
            if (posterior[label] > posterior[top])
                (top, second) = (label, top);
            else if (posterior[label] > posterior[second])
                second = label;
        return (top, second);
    }

    /// <returns>P(a is ahead of b after the judgements | truth).</returns>
    private static double ChooseProbability(ItemEvidence item, int truth, int a, int b, int more)
    {
        var (n, rho) = (item.JudgementCount, item.Correlation);
        var (mean, variance) = Moments(item, truth, a, b);
        var prior = Math.Log(item.LabelPrior[a] / item.LabelPrior[b]);
        var evidence = Math.Log(item.Posterior[a] / Math.Max(item.Posterior[b], ProbabilityMin))
            / ItemPosterior.Weight(n, rho); // S: what it was before it was tempered
        var known = n == 0 ? 0 : n * rho / (1 + ((n - 1) * rho));
        var shift = n == 0 ? 0 : known * (((evidence - prior) / n) - mean);
        var shared = rho * variance * (n == 0 ? 1 : (1 - rho) / (1 + ((n - 1) * rho)));
        var spread = Math.Sqrt((more * (1 - rho) * variance) + ((double)more * more * shared));
        return Normal((evidence + (more * (mean + shift))) / Math.Max(spread, ProbabilityMin));
    }

    /// <returns>Mean and variance of x when the truth is given.</returns>
    private static (double Mean, double Variance) Moments(ItemEvidence item, int truth, int a, int b)
    {
        var k = item.Posterior.Length;
        var (mean, square) = (0.0, 0.0);
        for (var label = 0; label < k; label++)
        {
            var x = Math.Log(item.NextConfusion[(a * k) + label] / item.NextConfusion[(b * k) + label]);
            var probability = item.NextConfusion[(truth * k) + label];
            mean += probability * x;
            square += probability * x * x;
        }
        return (mean, Math.Max(0, square - (mean * mean)));
    }

    /// <returns>Φ(z), to about 1e-7 (Abramowitz and Stegun, 26.2.17).</returns>
    private static double Normal(double z)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        var polynomial = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937
            + (t * (-1.821255978 + (t * 1.330274429))))))));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
        return z >= 0 ? 1 - tail : tail;
    }
}
