using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <param name="Knowing">Beta prior of knowing the truth: its first parameter.</param>
/// <param name="Spamming">Beta prior of knowing the truth: its second parameter.</param>
/// <param name="Habit">Symmetric Dirichlet prior of what a worker says who does not know.</param>
public sealed record MaceOptions(
    int IterationsMax = 100, double Tolerance = 1e-5, double Knowing = 0.5, double Spamming = 0.5, double Habit = 10);

/// <summary>
/// Truth inference that tells spammers from workers: each judgement is either the truth, which the worker knows with
/// probability θ[w], or drawn from a habit ξ[w,l] that does not look at the item.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, l judged label. MACE: Hovy, Berg-Kirkpatrick, Vaswani and Hovy, NAACL 2013: the
/// generative model of section 2 (T uniform, S ~ Bernoulli(1 - θ), A = T or A ~ ξ), trained by the variational
/// expectation and maximisation of section 3 with its priors Beta(0.5, 0.5) and Dirichlet(10). One start, from the
/// shares of the votes, instead of several random ones.
/// </remarks>
public sealed class Mace(MaceOptions options) : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var workers = new Workers(set, options);
        var fitted = ExpectationMaximisation.Run(
            set, workers.Estimate, options.IterationsMax, options.Tolerance, cancellationToken);
        var posterior = ExpectationMaximisation.PosteriorOf(set, fitted.Crowd, correlation: 0);
        return new(set, workers.MeanCrowd(), posterior, fitted.LogLikelihood, fitted.Iterations);
    }

    /// <summary>
    /// known[w] and habit[w,l]: expected numbers of judgements that were the truth, or l out of habit; and from them
    /// the weights of the next E step, exp E ln θ, exp E ln (1 - θ) and exp E ln ξ.
    /// </summary>
    private sealed class Workers(JudgementSet set, MaceOptions options)
    {
        private readonly int _k = set.LabelCount;
        private readonly double[] _known = new double[set.WorkerCount + 1];
        private readonly double[] _habit = new double[(set.WorkerCount + 1) * set.LabelCount];
        private double[]? _weights; // (W + 1) × (1 + K): exp E ln θ, then exp E ln ((1 - θ) ξ[l])

        public CrowdModel Estimate(ExpectedCounts counts)
        {
            var answers = counts.Answers();
            for (var worker = 0; worker < set.WorkerCount; worker++)
                CountKnownAndHabit(answers.AsSpan(worker * _k * _k, _k * _k), worker);
            _weights = new double[(set.WorkerCount + 1) * (1 + _k)];
            for (var worker = 0; worker <= set.WorkerCount; worker++)
                Weigh(worker, _weights.AsSpan(worker * (1 + _k), 1 + _k));
            return Crowd(_weights);
        }

        /// <summary>The same with the posterior means of θ and ξ: what a worker is reported to do.</summary>
        public CrowdModel MeanCrowd()
        {
            var means = new double[(set.WorkerCount + 1) * (1 + _k)];
            for (var worker = 0; worker <= set.WorkerCount; worker++)
            {
                var habit = _habit.AsSpan(worker * _k, _k);
                var mean = means.AsSpan(worker * (1 + _k), 1 + _k);
                var spam = Sum(habit);
                mean[0] = (_known[worker] + options.Knowing)
                    / (_known[worker] + spam + options.Knowing + options.Spamming);
                for (var label = 0; label < _k; label++)
                    mean[1 + label] = (1 - mean[0]) * (habit[label] + options.Habit) / (spam + (_k * options.Habit));
            }
            return Crowd(means);
        }

        // A judgement that equals the truth was known or a lucky habit; any other one was habit.
        private void CountKnownAndHabit(ReadOnlySpan<double> answers, int worker)
        {
            var habit = _habit.AsSpan(worker * _k, _k);
            _known[worker] = 0;
            for (var label = 0; label < _k; label++)
            {
                var said = 0.0;
                for (var truth = 0; truth < _k; truth++)
                    said += answers[(label * _k) + truth];
                var known = answers[(label * _k) + label] * ShareKnown(worker, label);
                _known[worker] += known;
                habit[label] = said - known;
            }
        }

        private double ShareKnown(int worker, int label)
        {
            if (_weights is null)
                return 0.5;
            var own = _weights.AsSpan(worker * (1 + _k), 1 + _k);
            return own[0] / (own[0] + own[1 + label]);
        }

        private void Weigh(int worker, Span<double> weights)
        {
            var habit = _habit.AsSpan(worker * _k, _k);
            var spam = Sum(habit);
            var all = Gamma.Digamma(_known[worker] + spam + options.Knowing + options.Spamming);
            weights[0] = Math.Exp(Gamma.Digamma(_known[worker] + options.Knowing) - all);
            var spamming = Gamma.Digamma(spam + options.Spamming) - all - Gamma.Digamma(spam + (_k * options.Habit));
            for (var label = 0; label < _k; label++)
                weights[1 + label] = Math.Exp(spamming + Gamma.Digamma(habit[label] + options.Habit));
        }

        private CrowdModel Crowd(double[] weights)
        {
            var confusion = new double[(set.WorkerCount + 1) * _k * _k];
            for (var cell = 0; cell < confusion.Length; cell++)
            {
                var (worker, label, truth) = (cell / (_k * _k), cell / _k % _k, cell % _k);
                var own = weights.AsSpan(worker * (1 + _k), 1 + _k);
                confusion[cell] = own[1 + label] + (label == truth ? own[0] : 0);
            }
            var prior = new double[_k];
            Array.Fill(prior, 1.0 / _k);
            return new(prior, confusion);
        }

        private static double Sum(ReadOnlySpan<double> values)
        {
            var sum = 0.0;
            foreach (var value in values)
                sum += value;
            return sum;
        }
    }
}
