using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The M step with a prior that is learned from the crowd: of each true label, the workers' answers are draws from one
/// Dirichlet distribution, whose parameters are fitted while the truth is inferred. A worker who judged little is taken
/// for a worker of this crowd, one who judged much for himself.
/// </summary>
/// <remarks>
/// w worker, k true label, l judged label, n items, r judgements per judged item; C[w,l,k] expected counts, N[w,k]
/// their sum over l; α[l,k] the crowd's Dirichlet, A[k] its sum over l. Hierarchical Dawid-Skene as in Paun et al.,
/// TACL 2018; α by three steps an M step of the fixed point of Minka, Estimating a Dirichlet distribution, 2000 (55),
/// under a Gamma hyperprior of rate <see cref="Rate"/> with its mode at m[l,k]: <see cref="ModeRight"/> where l = k,
/// else 2 / K. As many workers as the rate says outweigh it. The terms in r keep label prior and confusions from
/// feeding on each other while there are fewer than about three judgements an item; they fade as r grows.
/// </remarks>
internal sealed class HierarchicalPriors
{
    public const double Rate = 20;
    public const double ModeRight = 4;
    public const double FadingRight = 3;
    public const double FadingWrong = 0.15;

    /// <summary>Of the fixed point, in each M step: it converges slowly, and costs little beside a pass.</summary>
    public const int Steps = 3;

    private const double ConcentrationMin = 1e-3;
    private const double ConcentrationMax = 50;

    private readonly IJudgementBlocks _judgements;
    private readonly double[] _mode;
    private double[] _concentration;

    public HierarchicalPriors(IJudgementBlocks judgements)
    {
        _judgements = judgements;
        var labelCount = judgements.LabelCount;
        _mode = new double[labelCount * labelCount];
        for (var cell = 0; cell < _mode.Length; cell++)
            _mode[cell] = cell / labelCount == cell % labelCount ? ModeRight : 2.0 / labelCount;
        _concentration = [.. _mode];
    }

    /// <summary>MAP estimates under the crowd's Dirichlet, after three more steps of its own estimation.</summary>
    public CrowdModel Estimate(ExpectedCounts counts)
    {
        var (k, r) = (_judgements.LabelCount, _judgements.Redundancy());
        var answers = counts.Answers();
        for (var step = 0; step < Steps; step++)
            _concentration = EstimateConcentration(answers, k);
        var prior = CrowdPriors.EstimatePrior(counts, 1 + ((double)_judgements.ItemCount / k / Math.Pow(r, 3)));
        double[] confusion = [.. answers, .. new double[k * k]];
        for (var worker = 0; worker <= _judgements.WorkerCount; worker++)
        {
            var own = confusion.AsSpan(worker * k * k, k * k);
            for (var cell = 0; cell < own.Length; cell++)
                own[cell] += _concentration[cell]
                    + ((cell / k == cell % k ? FadingRight : FadingWrong) / (r * r));
            CrowdPriors.NormaliseByTruth(own, k);
        }
        return new(prior, confusion);
    }

    /// <summary>
    /// α[l,k] ← (α[l,k] Σ_w [ψ(C[w,l,k] + α[l,k]) - ψ(α[l,k])] + Rate · m[l,k]) / (Σ_w [ψ(N[w,k] + A[k]) - ψ(A[k])] +
    /// Rate)
    /// </summary>
    private double[] EstimateConcentration(double[] answers, int k)
    {
        var (numerator, denominator, total) = (new double[k * k], new double[k], new double[k]);
        for (var cell = 0; cell < _concentration.Length; cell++)
            total[cell % k] += _concentration[cell];
        var (ofConcentration, ofTotal) = (
            Array.ConvertAll(_concentration, Gamma.Digamma), Array.ConvertAll(total, Gamma.Digamma));
        for (var from = 0; from < answers.Length; from += k * k)
            for (var truth = 0; truth < k; truth++)
            {
                var said = 0.0;
                for (var cell = truth; cell < k * k; cell += k)
                {
                    said += answers[from + cell];
                    if (answers[from + cell] > 0)
                        numerator[cell] +=
                            Gamma.Digamma(answers[from + cell] + _concentration[cell]) - ofConcentration[cell];
                }
                if (said > 0)
                    denominator[truth] += Gamma.Digamma(said + total[truth]) - ofTotal[truth];
            }
        var next = new double[k * k];
        for (var cell = 0; cell < next.Length; cell++)
            next[cell] = Math.Clamp(
                ((_concentration[cell] * numerator[cell]) + (Rate * _mode[cell])) / (denominator[cell % k] + Rate),
                ConcentrationMin,
                ConcentrationMax);
        return next;
    }
}
