using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Tests.TruthInference;

/// <summary>
/// One round of each method as its equations stand on paper: products of probabilities and sums over all judgements, no
/// shared code with what it checks.
/// </summary>
internal sealed class MethodReference(JudgementSet set)
{
    private readonly (int Item, int Worker, int Label)[] _rows = [.. Enumerable.Range(0, set.ItemCount)
        .SelectMany(item => Enumerable.Range(set.ItemOffsets[item], set.ItemOffsets[item + 1] - set.ItemOffsets[item])
            .Select(j => (item, set.Workers[j], set.Labels[j])))];

    private int K => set.LabelCount;
    private IEnumerable<int> Labels => Enumerable.Range(0, K);

    public double[] OneCoin(double right, double wrong)
    {
        double A(int w) => (right + Of(w).Sum(row => Share(row.Item, row.Label))) / (right + wrong + Of(w).Count());
        return Posterior((row, k) => row.Label == k ? A(row.Worker) : (1 - A(row.Worker)) / (K - 1), _ => 1);
    }

    /// <summary>At the start every judgement that equals the truth was known with probability one half.</summary>
    public double[] Mace(double knowing, double spamming, double habit)
    {
        double Known(int w) => Of(w).Sum(row => Share(row.Item, row.Label) / 2);
        double Habit(int w, int l) => Of(w).Where(row => row.Label == l).Sum(row => 1 - (Share(row.Item, l) / 2));
        double Spam(int w) => Labels.Sum(l => Habit(w, l));
        double All(int w) => Psi(Known(w) + Spam(w) + knowing + spamming);
        double Theta(int w) => Math.Exp(Psi(Known(w) + knowing) - All(w));
        double NotTheta(int w) => Math.Exp(Psi(Spam(w) + spamming) - All(w));
        double Xi(int w, int l) => Math.Exp(Psi(Habit(w, l) + habit) - Psi(Spam(w) + (K * habit)));
        return Posterior(
            (row, k) => (row.Label == k ? Theta(row.Worker) : 0) + (NotTheta(row.Worker) * Xi(row.Worker, row.Label)),
            _ => 1);
    }

    public double[] VariationalIbcc(double right, double wrong, double label)
    {
        double N(int k) => Enumerable.Range(0, set.ItemCount).Sum(item => Share(item, k));
        double Alpha(int w, int k, int l)
            => (l == k ? right : wrong) + Of(w).Where(row => row.Label == l).Sum(row => Share(row.Item, k));
        double LnPi(int w, int k, int l) => Psi(Alpha(w, k, l)) - Psi(Labels.Sum(other => Alpha(w, k, other)));
        return Posterior(
            (row, k) => Math.Exp(LnPi(row.Worker, k, row.Label)),
            k => Math.Exp(Psi(label + N(k)) - Psi(Labels.Sum(other => label + N(other)))));
    }

    /// <summary>One ascent from ability and log ease at their prior means, and the E step.</summary>
    public double[] Glad(double abilityMean, double easeMean)
    {
        var beta = Math.Exp(easeMean);
        var x = abilityMean * beta;
        var sigma = Sigmoid(x);
        double Alpha(int w)
        {
            var slope = Of(w).Sum(row => (Share(row.Item, row.Label) - sigma) * beta);
            return abilityMean + (slope / ((Of(w).Count() * beta * beta / 4) + 1));
        }
        double Ease(int item)
        {
            var own = _rows.Where(row => row.Item == item).ToArray();
            var slope = own.Sum(row => (Share(item, row.Label) - sigma) * abilityMean * beta);
            return easeMean + (slope / ((own.Length * (Math.Abs(x) + (x * x / 4))) + 1));
        }
        double Right((int Item, int Worker, int Label) row)
            => Sigmoid(Alpha(row.Worker) * Math.Exp(Ease(row.Item)));
        return Posterior((row, k) => row.Label == k ? Right(row) : (1 - Right(row)) / (K - 1), _ => 1);
    }

    public double[] Ebcc(EbccOptions options)
    {
        var (m, random) = (options.Subtypes, new Random(options.Seed));
        var q = new double[set.ItemCount, K, m];
        for (var item = 0; item < set.ItemCount; item++)
            foreach (var k in Labels)
            {
                var draws = Enumerable.Range(0, m).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray();
                for (var type = 0; type < m; type++)
                    q[item, k, type] = Share(item, k) * draws[type] / draws.Sum();
            }
        double Count(int k, int type) => Enumerable.Range(0, set.ItemCount).Sum(item => q[item, k, type]);
        double N(int k) => Enumerable.Range(0, m).Sum(type => Count(k, type));
        double LnTau(int k) => Psi(options.Label + N(k)) - Psi(Labels.Sum(other => options.Label + N(other)));
        double LnPi(int k, int type) => Psi((options.Mixture / m) + Count(k, type)) - Psi(options.Mixture + N(k));
        double Mu(int w, int k, int type, int l)
            => (l == k ? options.Right : options.Wrong)
            + Of(w).Where(row => row.Label == l).Sum(row => q[row.Item, k, type]);
        double LnV(int w, int k, int type, int l)
            => Psi(Mu(w, k, type, l)) - Psi(Labels.Sum(other => Mu(w, k, type, other)));
        return Normalised(item => Labels.Select(k => Enumerable.Range(0, m).Sum(type => Math.Exp(
            LnTau(k) + LnPi(k, type)
            + _rows.Where(row => row.Item == item).Sum(row => LnV(row.Worker, k, type, row.Label))))));
    }

    public double[] Wawa()
    {
        double Top(int item) => Labels.Max(k => Share(item, k));
        double Agrees(int item, int label)
            => Share(item, label) < Top(item) ? 0 : 1.0 / Labels.Count(k => Share(item, k) == Top(item));
        double A(int w) => Of(w).Average(row => Agrees(row.Item, row.Label));
        return Normalised(item => Labels.Select(
            k => _rows.Where(row => row.Item == item && row.Label == k).Sum(row => A(row.Worker))));
    }

    /// <param name="predictions">n × K, of every item.</param>
    public double[] Crowdlab(double[] predictions)
    {
        double Predicted(int item, int k) => predictions[(item * K) + k];
        int Majority(int item) => Labels.MaxBy(k => Share(item, k) + (1e-9 * Predicted(item, k)));
        int Count(int item) => _rows.Count(row => row.Item == item);
        int[] shared = [.. Enumerable.Range(0, set.ItemCount).Where(item => Count(item) > 1)];
        var judged = _rows.Where(row => Count(row.Item) > 1).ToArray();
        var agreement = judged.Average(row => row.Label == Majority(row.Item) ? 1.0 : 0);
        var guess = Labels.Max(k => shared.Count(item => Majority(item) == k)) / (double)shared.Length;
        double Weight(double accuracy) => Math.Max(1e-4, 1 - ((1 - accuracy) / (1 - guess)));
        double S(int w) => judged.Where(row => row.Worker == w)
            .SelectMany(row => judged.Where(other => other.Item == row.Item && other.Worker != w)
                .Select(other => other.Label == row.Label ? 1.0 : 0)).Average();
        var model = Weight(shared.Average(item => Labels.MaxBy(k => Predicted(item, k)) == Majority(item) ? 1.0 : 0))
            * Math.Sqrt(_rows.Length / (double)_rows.Select(row => row.Item).Distinct().Count());
        return Normalised(item => Labels.Select(k => (model * Predicted(item, k)) + _rows
            .Where(row => row.Item == item)
            .Sum(row => Weight(S(row.Worker)) * (row.Label == k ? agreement : (1 - agreement) / (K - 1)))));
    }

    private static double Psi(double x) => DawidSkeneReference.Psi(x);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private IEnumerable<(int Item, int Worker, int Label)> Of(int worker) => _rows.Where(row => row.Worker == worker);

    private double Share(int item, int label)
        => _rows.Count(row => row.Item == item && row.Label == label) / (double)_rows.Count(row => row.Item == item);

    private double[] Posterior(Func<(int Item, int Worker, int Label), int, double> says, Func<int, double> prior)
        => Normalised(item => Labels.Select(k => _rows.Where(row => row.Item == item)
            .Aggregate(prior(k), (product, row) => product * says(row, k))));

    private double[] Normalised(Func<int, IEnumerable<double>> weightsOf)
        => [.. Enumerable.Range(0, set.ItemCount).SelectMany(item =>
        {
            var weights = weightsOf(item).ToArray();
            return weights.Select(weight => weight / weights.Sum());
        })];
}
