using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Tests.TruthInference;

/// <summary>
/// One round of the method as its equations stand on paper: products of probabilities, sums over all judgements, tables
/// by [worker, truth, judged label], no logarithms and no shared code with what it checks.
/// </summary>
internal static class DawidSkeneReference
{
    /// <returns>n × K by rows, tempered with correlation ρ; from vote shares, by one M and one E step.</returns>
    public static double[] OneRound(JudgementSet set, ConfusionPrior priors, double correlation)
    {
        var (n, k) = (set.ItemCount, set.LabelCount);
        var rows = Enumerable.Range(0, n)
            .SelectMany(item => Enumerable.Range(0, set.Count)
                .Where(j => set.ItemOffsets[item] <= j && j < set.ItemOffsets[item + 1])
                .Select(j => (Item: item, Worker: set.Workers[j], Label: set.Labels[j])))
            .ToArray();
        double Votes(int item) => rows.Count(row => row.Item == item);
        double Q(int item, int truth)
            => Votes(item) == 0 ? 1.0 / k : rows.Count(row => row.Item == item && row.Label == truth) / Votes(item);
        double C(int worker, int truth, int label)
            => rows.Where(row => row.Worker == worker && row.Label == label).Sum(row => Q(row.Item, truth));

        var r = rows.Length / (double)rows.Select(row => row.Item).Distinct().Count();
        var c = Table(set.WorkerCount, k, C);
        var prior = Enumerable.Range(0, k)
            .Select(truth => Enumerable.Range(0, n).Sum(item => Q(item, truth))
                + (priors == ConfusionPrior.None ? 0 : 1 + (n / (double)k * Math.Pow(r, -3))))
            .ToArray();
        prior = Array.ConvertAll(prior, value => value / prior.Sum());
        var v = priors switch
        {
            ConfusionPrior.None => Table(set.WorkerCount, k, (w, truth, label)
                => rows.Any(row => row.Worker == w && row.Label == label) ? Math.Max(c[w, truth, label], 1e-10) : 0),
            ConfusionPrior.BackOff => BackOff(c, r),
            _ => Hierarchical(c, r),
        };
        NormaliseRows(v);

        var posterior = new double[n * k];
        for (var item = 0; item < n; item++)
        {
            var power = 1 / (1 + ((Votes(item) - 1) * correlation));
            var weights = Enumerable.Range(0, k)
                .Select(truth => Math.Pow(
                    prior[truth] * rows.Where(row => row.Item == item).Aggregate(
                        1.0, (product, row) => product * v[row.Worker, truth, row.Label]),
                    power))
                .ToArray();
            for (var truth = 0; truth < k; truth++)
                posterior[(item * k) + truth] = weights[truth] / weights.Sum();
        }
        return posterior;
    }

    private static double[,,] BackOff(double[,,] c, double r)
    {
        var (workerCount, k) = (c.GetLength(0), c.GetLength(1));
        var workers = Enumerable.Range(0, workerCount).ToArray();
        var labels = Enumerable.Range(0, k).ToArray();
        double Right(int w) => labels.Sum(truth => c[w, truth, truth]);
        double All(int w) => labels.Sum(truth => labels.Sum(label => c[w, truth, label]));
        var mean = workers.Sum(Right) / workers.Sum(All);
        double A(int w) => (Right(w) + (3 * mean)) / (All(w) + 3);
        double Pooled(int truth, int label) => workers.Sum(w => c[w, truth, label]) + 0.5 + (truth == label ? 1 : 0);
        double G(int truth, int label) => Pooled(truth, label) / labels.Sum(other => Pooled(truth, other));
        return Table(workerCount, k, (w, truth, label)
            => c[w, truth, label]
            + (2 * (truth == label ? A(w) : (1 - A(w)) / (k - 1)))
            + G(truth, label)
            + (truth == label ? 0.01 + (3 / (r * r)) : 0.01 + (0.15 / (r * r))));
    }

    /// <summary>Three fixed-point steps for the crowd's Dirichlet from its mode; then its counts are added.</summary>
    private static double[,,] Hierarchical(double[,,] c, double r)
    {
        var (workerCount, k) = (c.GetLength(0), c.GetLength(1));
        var workers = Enumerable.Range(0, workerCount).ToArray();
        double Mode(int truth, int label) => truth == label ? 4 : 2.0 / k;
        double Said(int w, int truth) => Enumerable.Range(0, k).Sum(label => c[w, truth, label]);
        var alpha = Table(1, k, (_, truth, label) => Mode(truth, label));
        for (var step = 0; step < 3; step++)
        {
            var known = alpha;
            double Total(int truth) => Enumerable.Range(0, k).Sum(label => known[0, truth, label]);
            alpha = Table(1, k, (_, truth, label) =>
            {
                var own = known[0, truth, label];
                var above = workers.Sum(w => Psi(c[w, truth, label] + own) - Psi(own));
                var below = workers.Sum(w => Psi(Said(w, truth) + Total(truth)) - Psi(Total(truth)));
                return ((own * above) + (20 * Mode(truth, label))) / (below + 20);
            });
        }
        return Table(workerCount, k, (w, truth, label)
            => c[w, truth, label] + alpha[0, truth, label] + ((truth == label ? 3 : 0.15) / (r * r)));
    }

    /// <summary>
    /// The digamma function by its series, ψ(x) = -γ + Σ (1 / (n + 1) - 1 / (n + x)), and the tail's integral.
    /// </summary>
    public static double Psi(double x)
    {
        const int terms = 400;
        var sum = -0.57721566490153286;
        for (var n = 0; n < terms; n++)
            sum += (1.0 / (n + 1)) - (1 / (n + x));
        var (from, to) = (terms + 1.0, terms + x); // Euler and Maclaurin: the tail is f(to) - f(from) with f below
        static double Tail(double y) => Math.Log(y) - (1 / (2 * y)) - (1 / (12 * y * y));
        return sum + Tail(to) - Tail(from);
    }

    private static double[,,] Table(int workerCount, int k, Func<int, int, int, double> cell)
    {
        var table = new double[workerCount, k, k];
        for (var w = 0; w < workerCount; w++)
            for (var truth = 0; truth < k; truth++)
                for (var label = 0; label < k; label++)
                    table[w, truth, label] = cell(w, truth, label);
        return table;
    }

    private static void NormaliseRows(double[,,] table)
    {
        for (var w = 0; w < table.GetLength(0); w++)
            for (var truth = 0; truth < table.GetLength(1); truth++)
            {
                var sum = Enumerable.Range(0, table.GetLength(2)).Sum(label => table[w, truth, label]);
                for (var label = 0; label < table.GetLength(2); label++)
                    table[w, truth, label] /= sum;
            }
    }
}
