using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <param name="Subtypes">M: kinds of item within a true label.</param>
/// <param name="Right">Dirichlet prior of a worker's answers to a subtype, at the right label: a_v.</param>
/// <param name="Wrong">At each other label: b_v.</param>
/// <param name="Label">Symmetric Dirichlet prior of the label frequencies: α.</param>
/// <param name="Mixture">Symmetric Dirichlet prior of the subtypes, of all M together: a_π.</param>
/// <param name="Seed">Of the random shares in which items start among the subtypes.</param>
public sealed record EbccOptions(
    int Subtypes = 10,
    int IterationsMax = 100,
    double Tolerance = 1e-3,
    double Right = 4,
    double Wrong = 1,
    double Label = 1,
    double Mixture = 0.1,
    int Seed = 1);

/// <summary>
/// Enhanced Bayesian classifier combination: within a true label there are subtypes of items, each with its own
/// confusions of every worker, so that workers who fail on the same items are not taken for independent witnesses.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, m subtype, l judged label; τ[k] label frequencies, π[k,m] subtypes of a label,
/// v[w,k,m,l] answers. EBCC: Li, Rubinstein and Cohn, ICML 2019, mean-field updates of section 4.2: (5) q(i,k,m) ∝
/// exp(E ln τ[k] + E ln π[k,m] + Σ E ln v[w,k,m,l]); (6) ν = α + Σ q, (7) η = a_π / M + Σ q, (8) μ = β + Σ q over the
/// judgements l, β[k,l] = a_v where l = k, else b_v; E ln of a Dirichlet is ψ of its own less ψ of the sum.
/// </remarks>
public sealed class Ebcc(EbccOptions options) : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var labels = MajorityVote.Shares(set);
        var subtypes = Scatter(labels);
        for (var iterations = 1; ; iterations++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var logs = ExpectLogarithms(set, subtypes);                          // (6), (7), (8)
            var change = EstimatePosterior(set, logs, subtypes, labels);         // (5)
            if (change < options.Tolerance || iterations >= options.IterationsMax)
                return TruthEstimate.MeasuredBy(set, labels, iterations);
        }
    }

    /// <summary>E ln τ[k] + E ln π[k,m] at [k,m], and E ln v at [w,l,k,m].</summary>
    private sealed record Logarithms(double[] Mixture, double[] Answers);

    /// <summary>n × K × M: each label's share, spread over its subtypes at random.</summary>
    private double[] Scatter(double[] labels)
    {
        var random = new Random(options.Seed);
        var subtypes = new double[labels.Length * options.Subtypes];
        for (var cell = 0; cell < labels.Length; cell++)
        {
            var own = subtypes.AsSpan(cell * options.Subtypes, options.Subtypes);
            foreach (ref var share in own)
                share = -Math.Log(1 - random.NextDouble()); // together a draw from a uniform Dirichlet
            Simplex.Normalise(own);
            foreach (ref var share in own)
                share *= labels[cell];
        }
        return subtypes;
    }

    private Logarithms ExpectLogarithms(JudgementSet set, double[] subtypes)
    {
        var (k, m) = (set.LabelCount, options.Subtypes);
        var (mixture, answers) = (new double[k * m], new double[set.WorkerCount * k * k * m]);
        for (var item = 0; item < set.ItemCount; item++)
        {
            var own = subtypes.AsSpan(item * k * m, k * m);
            AddTo(mixture, own);
            foreach (var row in set.RowsOf(item))
                AddTo(answers.AsSpan(row * k * m, k * m), own);
        }
        ExpectAnswers(answers, k);
        ExpectMixture(mixture, k);
        return new(mixture, answers);
    }

    private void ExpectMixture(double[] mixture, int k)
    {
        var m = options.Subtypes;
        var frequencies = new double[k];
        for (var label = 0; label < k; label++)
            frequencies[label] = options.Label + Sum(mixture.AsSpan(label * m, m));
        var all = Gamma.Digamma(frequencies.Sum());
        for (var cell = 0; cell < mixture.Length; cell++)
        {
            var frequency = frequencies[cell / m];
            mixture[cell] = Gamma.Digamma(frequency) - all
                + Gamma.Digamma(mixture[cell] + (options.Mixture / m))
                - Gamma.Digamma(frequency - options.Label + options.Mixture);
        }
    }

    private void ExpectAnswers(double[] answers, int k)
    {
        var m = options.Subtypes;
        for (var from = 0; from < answers.Length; from += k * k * m)
            for (var cell = 0; cell < k * m; cell++)
            {
                var sum = 0.0;
                for (var label = 0; label < k; label++)
                    sum += answers[from + (label * k * m) + cell] += label == cell / m ? options.Right : options.Wrong;
                var all = Gamma.Digamma(sum);
                for (var label = 0; label < k; label++)
                {
                    ref var answer = ref answers[from + (label * k * m) + cell];
                    answer = Gamma.Digamma(answer) - all;
                }
            }
    }

    /// <returns>The largest change of a label's probability.</returns>
    private double EstimatePosterior(JudgementSet set, Logarithms logs, double[] subtypes, double[] labels)
    {
        var (k, m) = (set.LabelCount, options.Subtypes);
        var change = 0.0;
        for (var item = 0; item < set.ItemCount; item++)
        {
            var own = subtypes.AsSpan(item * k * m, k * m);
            logs.Mixture.CopyTo(own);
            foreach (var row in set.RowsOf(item))
                AddTo(own, logs.Answers.AsSpan(row * k * m, k * m));
            if (set.GoldOf(item) is >= 0 and var gold)
                Rule(own, gold, m);
            Simplex.Softmax(own);
            for (var label = 0; label < k; label++)
            {
                ref var known = ref labels[(item * k) + label];
                var now = Sum(own.Slice(label * m, m));
                change = Math.Max(change, Math.Abs(now - known));
                known = now;
            }
        }
        return change;
    }

    private static void Rule(Span<double> logs, int gold, int m)
    {
        for (var cell = 0; cell < logs.Length; cell++)
            if (cell / m != gold)
                logs[cell] = double.NegativeInfinity;
    }

    private static void AddTo(Span<double> sum, ReadOnlySpan<double> values)
        => System.Numerics.Tensors.TensorPrimitives.Add(sum, values, sum);

    private static double Sum(ReadOnlySpan<double> values) => System.Numerics.Tensors.TensorPrimitives.Sum(values);
}
