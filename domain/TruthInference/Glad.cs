using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <param name="AbilityMean">Normal prior of a worker's ability α: its mean; the variance is 1.</param>
/// <param name="EaseMean">Normal prior of b, the logarithm of an item's ease β: its mean; the variance is 1.</param>
/// <param name="Steps">Ascents in the M step of one round.</param>
public sealed record GladOptions(
    int IterationsMax = 60, double Tolerance = 1e-5, double AbilityMean = 1, double EaseMean = 1, int Steps = 5);

/// <summary>
/// Truth inference that knows hard items from weak workers: a worker is right with the probability
/// σ(ability × ease of the item), else he gives any other label alike.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, l judged label; α[w] ability (negative: an adversary), β[i] = exp b[i] ease. GLAD:
/// Whitehill, Wu, Bergsma, Movellan and Ruvolo, NIPS 2009: (1) P(l = k) = σ(α[w] β[i]); E step (2); M step: ascent of
/// (3), Q = E ln P, by its gradients (4) and (5), with the normal priors of section 3.1. Each ascent divides the
/// gradient by a bound of the curvature, so that no step size is to be chosen. All labels are as frequent beforehand.
/// </remarks>
public sealed class Glad(GladOptions options) : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var posterior = MajorityVote.Shares(set);
        var (ability, ease) = (new double[set.WorkerCount], new double[set.ItemCount]);
        Array.Fill(ability, options.AbilityMean);
        Array.Fill(ease, options.EaseMean);
        var evidence = double.NegativeInfinity;
        for (var iterations = 1; ; iterations++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var step = 0; step < options.Steps; step++)
                Ascend(set, posterior, ability, ease);                           // M step, (4) and (5)
            var newEvidence = EstimatePosterior(set, ability, ease, posterior);  // E step, (2)
            if (Math.Abs(newEvidence - evidence) < options.Tolerance * set.Count || iterations >= options.IterationsMax)
                return TruthEstimate.MeasuredBy(set, posterior, iterations);
            evidence = newEvidence;
        }
    }

    /// <summary>(2): q[i,k] ∝ ∏ σ(α β) where l = k, (1 - σ(α β)) / (K - 1) elsewhere. Gold is certain.</summary>
    /// <returns>The log-likelihood of the judgements, in nats.</returns>
    private static double EstimatePosterior(JudgementSet set, double[] ability, double[] ease, double[] posterior)
    {
        var k = set.LabelCount;
        var evidence = 0.0;
        for (var item = 0; item < set.ItemCount; item++)
        {
            var own = posterior.AsSpan(item * k, k);
            if (set.GoldOf(item) >= 0)
                continue; // as the shares it started from
            own.Fill(-Math.Log(k));
            foreach (var row in set.RowsOf(item))
            {
                var x = ability[row / k] * Math.Exp(ease[item]);
                var (right, wrong) = (LogSigmoid(x), LogSigmoid(-x) - Math.Log(k - 1));
                for (var truth = 0; truth < k; truth++)
                    own[truth] += truth == row % k ? right : wrong;
            }
            evidence += Simplex.Softmax(own);
        }
        return evidence;
    }

    /// <summary>
    /// ∂Q/∂α[w] = Σ (q[i,l] - σ) β[i] - (α[w] - mean), (4); ∂Q/∂b[i] = Σ (q[i,l] - σ) α[w] β[i] - (b[i] - mean), (5).
    /// </summary>
    private void Ascend(JudgementSet set, double[] posterior, double[] ability, double[] ease)
    {
        var k = set.LabelCount;
        var (slope, bend) = (new double[ability.Length], new double[ability.Length]);
        for (var item = 0; item < set.ItemCount; item++)
        {
            var beta = Math.Exp(ease[item]);
            var (itemSlope, itemBend) = (options.EaseMean - ease[item], 1.0);
            foreach (var row in set.RowsOf(item))
            {
                var x = ability[row / k] * beta;
                var surprise = posterior[(item * k) + (row % k)] - Math.Exp(LogSigmoid(x));
                slope[row / k] += surprise * beta;
                bend[row / k] += beta * beta / 4;
                itemSlope += surprise * x;
                itemBend += Math.Abs(x) + (x * x / 4);
            }
            ease[item] += itemSlope / itemBend;
        }
        for (var worker = 0; worker < ability.Length; worker++)
            ability[worker] += (slope[worker] + options.AbilityMean - ability[worker]) / (bend[worker] + 1);
    }

    private static double LogSigmoid(double x) => x < 0 ? x - Math.Log(1 + Math.Exp(x)) : -Math.Log(1 + Math.Exp(-x));
}
