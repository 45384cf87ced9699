using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <param name="Right">Dirichlet prior of a confusion at the right label, α0[k,k].</param>
/// <param name="Wrong">At each other label, α0[k,l].</param>
/// <param name="Label">Symmetric Dirichlet prior of the label frequencies, ν0.</param>
public sealed record VariationalIbccOptions(
    int IterationsMax = 100, double Tolerance = 1e-5, double Right = 4, double Wrong = 1, double Label = 1);

/// <summary>
/// Independent Bayesian classifier combination: Dawid and Skene's model with distributions over its parameters,
/// inferred by mean-field variational Bayes.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, l judged label; κ label frequencies, π[w,k,l] confusions. The model is Kim and
/// Ghahramani's, AISTATS 2012; the updates are those of Simpson, Roberts, Psorakis and Smith, Dynamic Bayesian
/// Combination of Multiple Imperfect Classifiers, 2013: (8) q(t[i] = k) ∝ exp(E ln κ[k] + Σ E ln π[w,k,l]), (12) E ln
/// κ[k] = ψ(ν[k]) - ψ(Σ ν) with (13) ν = ν0 + N, and (15) E ln π[w,k,l] = ψ(α[w,k,l]) - ψ(Σ α) with (16) α = α0 +
/// N[w,k,l].
/// </remarks>
public sealed class VariationalIbcc(VariationalIbccOptions options) : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var means = default(CrowdModel);
        var fitted = ExpectationMaximisation.Run(
            set,
            counts => ExpectLogarithms(means = Concentrations(set, counts), set.LabelCount),
            options.IterationsMax,
            options.Tolerance,
            cancellationToken);
        var posterior = ExpectationMaximisation.PosteriorOf(set, fitted.Crowd, correlation: 0);
        return new(set, Means(means!, set.LabelCount), posterior, fitted.LogLikelihood, fitted.Iterations);
    }

    /// <summary>(13) and (16): ν and α, not yet distributions.</summary>
    private CrowdModel Concentrations(JudgementSet set, ExpectedCounts counts)
    {
        var k = set.LabelCount;
        double[] confusion = [.. counts.Answers(), .. new double[k * k]];
        for (var cell = 0; cell < confusion.Length; cell++)
            confusion[cell] += cell / k % k == cell % k ? options.Right : options.Wrong;
        return new(Array.ConvertAll(counts.Truths(), count => count + options.Label), confusion);
    }

    /// <summary>(12) and (15), as exp E ln κ and exp E ln π.</summary>
    private static CrowdModel ExpectLogarithms(CrowdModel concentrations, int k)
        => Transform(concentrations, k, (value, sum) => Math.Exp(Gamma.Digamma(value) - Gamma.Digamma(sum)));

    private static CrowdModel Means(CrowdModel concentrations, int k)
        => Transform(concentrations, k, (value, sum) => value / sum);

    /// <summary>Applies a function of each concentration and of the sum of its distribution.</summary>
    private static CrowdModel Transform(CrowdModel concentrations, int k, Func<double, double, double> each)
    {
        var labels = concentrations.LabelPrior.Sum();
        var confusion = new double[concentrations.Confusion.Length];
        for (var from = 0; from < confusion.Length; from += k * k)
            for (var truth = 0; truth < k; truth++)
            {
                var sum = 0.0;
                for (var cell = truth; cell < k * k; cell += k)
                    sum += concentrations.Confusion[from + cell];
                for (var cell = truth; cell < k * k; cell += k)
                    confusion[from + cell] = each(concentrations.Confusion[from + cell], sum);
            }
        return new(Array.ConvertAll(concentrations.LabelPrior, value => each(value, labels)), confusion);
    }
}
