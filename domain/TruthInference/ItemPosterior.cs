using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The posterior of one item while the crowd's parameters stand still: what a new judgement changes at once, in
/// microseconds. The same parameters give the same posterior as <see cref="DawidSkene"/> reports for the whole set.
/// </summary>
public static class ItemPosterior
{
    /// <summary>
    /// What judgements of one item have in common beyond its truth, as real crowds have it: with more than two labels
    /// the wrong answers gather on the same tempting one.
    /// </summary>
    public static double UsualCorrelation(int labelCount) => labelCount == 2 ? 0.28 : 0.35;

    /// <summary>ln q[k] = weight · (ln p[k] + Σ ln V[j,k,l]) + const, over the judgements j.</summary>
    /// <param name="labelPrior">K: how frequent the labels are, positive.</param>
    /// <param name="confusions">
    /// n × K × K, in the order of the judgements: at [j, k, l], P(the author of judgement j says l | truth is k).
    /// </param>
    /// <param name="labels">n: what was judged.</param>
    /// <param name="correlation">ρ, 0 to 1: see <see cref="Weight"/>.</param>
    /// <param name="posterior">K: overwritten with probabilities that sum to one.</param>
    /// <returns>The most probable label, the first of equals.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static int Infer(
        ReadOnlySpan<double> labelPrior,
        ReadOnlySpan<double> confusions,
        ReadOnlySpan<int> labels,
        double correlation,
        Span<double> posterior)
    {
        var k = labelPrior.Length;
        if (posterior.Length != k || confusions.Length != labels.Length * k * k)
            throw new ArgumentException(
                $"{labels.Length} judgements of {k} labels need {labels.Length * k * k} confusions and room for {k} "
                + $"probabilities, not {confusions.Length} and {posterior.Length}.");
        posterior.Clear();
        for (var j = 0; j < labels.Length; j++)
            for (var truth = 0; truth < k; truth++)
                posterior[truth] += Math.Log(confusions[(((j * k) + truth) * k) + labels[j]]);

        var weight = Weight(labels.Length, correlation);
        for (var truth = 0; truth < k; truth++)
            posterior[truth] = weight * (posterior[truth] + Math.Log(labelPrior[truth]));
        Simplex.Softmax(posterior);
        return Simplex.Top<double>(posterior);
    }

    /// <summary>
    /// The design effect: n judgements of one item are worth n / (1 + (n - 1) ρ), because a hard item misleads
    /// everybody alike.
    /// </summary>
    /// <returns>What one of them weighs, from 1 (alone or independent) down to 1 / n.</returns>
    public static double Weight(int judgementCount, double correlation)
        => 1 / (1 + (Math.Max(0, judgementCount - 1) * correlation));
}
