using System.Diagnostics;
using System.Globalization;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Training;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// What the default strategy saves against random order, in memory and without a database; and how long a batch out of
/// a million candidates takes. <c>acquisition [SEEDS] [SET ...]</c>, or <c>acquisition million</c>.
/// </summary>
internal sealed class AcquisitionBenchmark : IBenchmark
{
    private static readonly Dictionary<string, (string Folder, InputKind Kind, int Budget)> Sets = new()
    {
        ["ag_news"] = ("text", InputKind.Text, 3_000),
        ["banking77"] = ("text", InputKind.Text, 4_000),
        ["trec6"] = ("text", InputKind.Text, 3_000),
        ["sms_spam"] = ("text", InputKind.Text, 1_000),
        ["digits"] = ("image", InputKind.Pixels, 1_500),
        ["abt_buy"] = ("linkage", InputKind.Pair, 1_000),
        ["dblp_acm"] = ("linkage", InputKind.Pair, 1_000),
    };

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (args is ["million"])
            return Million(cancellationToken);
        var seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        Console.WriteLine("set         seeds  random's end  labels as a share of random's: mean, per seed  worst");
        foreach (var name in args.Length > 1 ? args[1..] : [.. Sets.Keys])
            Compare(name, seeds, cancellationToken);
        return Task.CompletedTask;
    }

    private static void Compare(string name, int seeds, CancellationToken cancellationToken)
    {
        var (folder, kind, budget) = Sets[name];
        var (train, test) = kind switch
        {
            InputKind.Pixels => ("train.csv.gz", "test.csv.gz"),
            InputKind.Pair => ("pairs_train.jsonl.gz", "pairs_test.jsonl.gz"),
            _ => ("train.jsonl.gz", "test.jsonl.gz"),
        };
        var pool = AcquisitionPool.Read(TestData.Path(folder, name, train), TestData.Path(folder, name, test), kind);
        var random = new List<List<Point>>();
        var ours = new List<List<Point>>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            random.Add(Run(pool, budget, seed, isRandom: true, cancellationToken));
            ours.Add(Run(pool, budget, seed, isRandom: false, cancellationToken));
        }
        var (baseline, mean) = (Mean(random), Mean(ours));
        var each = random.Zip(ours, (one, other) => LabelsAt(other, one[^1].Accuracy) / budget);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12}{seeds,5}{baseline[^1].Accuracy,14:f4}  {LabelsAt(mean, baseline[^1].Accuracy) / budget:f3}  ")
            + string.Join(' ', each.Select(share => share.ToString("f2", CultureInfo.InvariantCulture)))
            + string.Create(
                CultureInfo.InvariantCulture,
                $"  {mean.Zip(baseline, (one, other) => one.Accuracy - other.Accuracy).Min():f3}"));
    }

    private static List<Point> Run(
        AcquisitionPool pool, int budget, int seed, bool isRandom, CancellationToken cancellationToken)
    {
        var random = new Random((seed * 1_000) + 17);
        var (labeled, order) = (new bool[pool.Items.Length], Enumerable.Range(0, pool.Items.Length).ToArray());
        random.Shuffle(order);
        var (taken, curve, trainer) = (new List<int>(), new List<Point>(), new AdaGradTrainer(new()));
        for (SoftmaxRegression? model = null; taken.Count < budget;)
        {
            var batch = Math.Min(budget - taken.Count, DefaultAcquisition.BatchSize(taken.Count));
            var next = isRandom
                ? [.. order.Where(item => !labeled[item]).Take(batch)]
                : Next(pool, labeled, taken.Count, batch, model, random, cancellationToken);
            taken.AddRange(next);
            foreach (var item in next)
                labeled[item] = true;
            var targets = new float[taken.Count * pool.LabelCount];
            for (var place = 0; place < taken.Count; place++)
                targets[(place * pool.LabelCount) + pool.Labels[taken[place]]] = 1;
            model = trainer.Fit(
                [.. taken.Select(item => pool.Items[item])], targets, pool.LabelCount, pool.Buckets, new Random(seed),
                cancellationToken);
            curve.Add(new(taken.Count, Accuracy(pool, model)));
        }
        return curve;
    }

    private static IReadOnlyList<int> Next(
        AcquisitionPool pool, bool[] labeled, int labels, int batch, SoftmaxRegression? model, Random random,
        CancellationToken cancellationToken)
    {
        if (model is null || DefaultAcquisition.IsColdStart(labels, pool.LabelCount))
            return RepresentativeStart.Select(pool.Places, labeled, batch, random, cancellationToken);
        int[] free = [.. Enumerable.Range(0, labeled.Length).Where(item => !labeled[item])];
        var (scores, row) = (new double[free.Length], new double[pool.LabelCount]);
        for (var place = 0; place < free.Length; place++)
        {
            model.Predict(pool.Items[free[place]], 1, row);
            scores[place] = Margin.Of(Array.ConvertAll(row, share => (float)share));
        }
        var picked = DiverseBatch.Select(
            scores,
            pool.Places.Pick(free),
            batch,
            DefaultAcquisition.CandidatesPerItem(labels, pool.LabelCount),
            random,
            cancellationToken);
        return [.. picked.Select(place => free[place])];
    }

    private static double Accuracy(AcquisitionPool pool, SoftmaxRegression model)
    {
        var (right, row) = (0, new double[pool.LabelCount]);
        for (var item = 0; item < pool.Test.Length; item++)
        {
            model.Predict(pool.Test[item], 1, row);
            right += Simplex.Top<double>(row) == pool.TestLabels[item] ? 1 : 0;
        }
        return right / (double)pool.Test.Length;
    }

    private static List<Point> Mean(List<List<Point>> runs)
        => [.. runs[0].Select((point, step) => new Point(point.Labels, runs.Average(run => run[step].Accuracy)))];

    private static double LabelsAt(List<Point> curve, double accuracy)
    {
        var next = curve.FindIndex(point => point.Accuracy >= accuracy);
        if (next <= 0)
            return next == 0 ? curve[0].Labels : double.NaN;
        var (before, after) = (curve[next - 1], curve[next]);
        return before.Labels
            + ((accuracy - before.Accuracy) / (after.Accuracy - before.Accuracy) * (after.Labels - before.Labels));
    }

    private static Task Million(CancellationToken cancellationToken)
    {
        const int count = 1_000_000, dimension = 64, batch = 200;
        var random = new Random(1);
        var values = new float[count * dimension];
        for (var index = 0; index < values.Length; index++)
            values[index] = (random.NextSingle() - 0.5f) / 4.6f; // about length 1
        var vectors = new ItemVectors(values, dimension);
        var scores = new double[count];
        for (var item = 0; item < count; item++)
            scores[item] = random.NextDouble();

        Time("uncertain and diverse", () => DiverseBatch.Select(scores, vectors, batch, 10, random, cancellationToken));
        Time("typical", () => RepresentativeStart.Select(
            vectors, new bool[count], batch, random, cancellationToken));
        return Task.CompletedTask;
    }

    private static void Time(string what, Func<IReadOnlyList<int>> select)
    {
        var start = Stopwatch.GetTimestamp();
        var picked = select();
        Console.WriteLine(
            $"{picked.Count} of a million, {what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:f2} s");
    }

    private readonly record struct Point(int Labels, double Accuracy);
}
