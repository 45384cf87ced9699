using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

/// <summary>What holds for every method, and one round of each against its formulas written out.</summary>
public sealed class TruthMethodsTests
{
    public static TheoryData<int> Seeds => [1, 2, 3, 4];
    public static TheoryData<string> Names => [.. TruthMethods.Names];

    [Theory, MemberData(nameof(Seeds))]
    public void One_coin_agrees_with_its_formulas(int seed)
        => Agrees(seed, new OneCoin(new(IterationsMax: 1)), reference => reference.OneCoin(2, 1));

    [Theory, MemberData(nameof(Seeds))]
    public void Mace_agrees_with_its_formulas(int seed)
        => Agrees(seed, new Mace(new(IterationsMax: 1)), reference => reference.Mace(0.5, 0.5, 10));

    [Theory, MemberData(nameof(Seeds))]
    public void Variational_ibcc_agrees_with_its_formulas(int seed)
        => Agrees(
            seed, new VariationalIbcc(new(IterationsMax: 1)), reference => reference.VariationalIbcc(4, 1, 1));

    [Theory, MemberData(nameof(Seeds))]
    public void Glad_agrees_with_its_formulas(int seed)
        => Agrees(seed, new Glad(new(IterationsMax: 1, Steps: 1)), reference => reference.Glad(1, 1));

    [Theory, MemberData(nameof(Seeds))]
    public void Ebcc_agrees_with_its_formulas(int seed)
    {
        var options = new EbccOptions(Subtypes: 3, IterationsMax: 1, Seed: seed);
        Agrees(seed, new Ebcc(options), reference => reference.Ebcc(options));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Wawa_agrees_with_its_formulas(int seed) => Agrees(seed, new Wawa(), reference => reference.Wawa());

    [Theory, MemberData(nameof(Seeds))]
    public void Crowdlab_agrees_with_its_formulas(int seed)
    {
        var crowd = SimulatedCrowd.Random(seed);
        var predictions = Predict(crowd, new(seed), confidence: 0.6);
        var expected = new MethodReference(crowd.Judgements).Crowdlab(predictions);

        var estimate = new Crowdlab().Infer(
            crowd.Judgements.WithPredictions(predictions, trust: 1), CancellationToken.None);

        Close.To(expected, estimate.Posterior, tolerance: 1e-9);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_method_finds_the_truth_of_a_lopsided_crowd_and_who_is_reliable(string name)
    {
        var crowd = SimulatedCrowd.Make(
            new(7), itemCount: 1500, workerCount: 20, labelCount: 3, judgementsPerItem: 6, skill: 3);

        var estimate = TruthMethods.Find(name)!.Infer(crowd.Judgements, CancellationToken.None);

        var majority = new MajorityVote().Infer(crowd.Judgements, CancellationToken.None);
        Assert.True(crowd.AccuracyOf(estimate) >= crowd.AccuracyOf(majority) - 0.005);
        Assert.All(estimate.Posterior.Chunk(3), row => Assert.Equal(1, row.Sum(), 1e-9));
        var made = Enumerable.Range(0, 20).Select(worker => Enumerable.Range(0, 3)
            .Sum(label => crowd.LabelPrior[label] * crowd.Confusion[(((worker * 3) + label) * 3) + label])).ToArray();
        var found = Enumerable.Range(0, 20).Select(estimate.ReliabilityOf).ToArray();
        Assert.All(found, each => Assert.InRange(each.Accuracy, each.AccuracyLow, each.AccuracyHigh));
        Assert.True(Correlation(made, [.. found.Select(each => each.Accuracy)]) > 0.8);
    }

    [Theory, MemberData(nameof(Names))]
    public void Gold_is_certain_with_every_method(string name)
    {
        var crowd = SimulatedCrowd.Random(4);
        var gold = crowd.Truth.Select((truth, item) => item % 3 == 0 ? truth : JudgementSet.Unknown).ToArray();

        var estimate = TruthMethods.Find(name)!.Infer(crowd.Judgements.WithGold(gold), CancellationToken.None);

        for (var item = 0; item < gold.Length; item += 3)
            Assert.Equal(1, estimate.PosteriorOf(item)[gold[item]], 1e-12);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_method_gives_the_same_bits_again(string name)
    {
        var set = SimulatedCrowd.Random(6).Judgements;

        var first = TruthMethods.Find(name)!.Infer(set, CancellationToken.None);
        var second = TruthMethods.Find(name)!.Infer(set, CancellationToken.None);

        Assert.Equal(first.Posterior, second.Posterior);
    }

    [Fact]
    public void A_name_that_is_no_method_is_not_found() => Assert.Null(TruthMethods.Find("guess"));

    [Fact]
    public void A_good_models_prediction_is_one_more_opinion()
    {
        var crowd = SimulatedCrowd.Make(
            new(8), itemCount: 1500, workerCount: 20, labelCount: 3, judgementsPerItem: 2, skill: 2);
        var predicted = crowd.Judgements.WithPredictions(Predict(crowd, new(9), confidence: 0.8), trust: 1);

        foreach (var method in new ITruthInference[] { new DawidSkene(new()), new Crowdlab() })
        {
            var without = crowd.AccuracyOf(method.Infer(crowd.Judgements, CancellationToken.None));
            var with = crowd.AccuracyOf(method.Infer(predicted, CancellationToken.None));
            Assert.True(with > without + 0.05, $"{without} -> {with}");
        }
    }

    [Fact]
    public void With_full_trust_a_prediction_takes_the_place_of_the_label_prior()
    {
        var set = JudgementSet.Build(2, 1, 2, [(0, 0, 1)]).WithPredictions([0.5, 0.5, 0.9, 0.1], trust: 1);

        var estimate = new DawidSkene(new()).Infer(set, CancellationToken.None);

        Close.To([0.9, 0.1], estimate.PosteriorOf(1).ToArray(), tolerance: 1e-9); // nobody judged it
    }

    [Fact]
    public void Predictions_that_are_no_distributions_are_refused()
    {
        var set = JudgementSet.Build(1, 1, 2, [(0, 0, 1)]);

        Assert.Throws<ArgumentException>(() => set.WithPredictions([0.9, 0.9], trust: 1));
        Assert.Throws<ArgumentException>(() => set.WithPredictions([0.9], trust: 1));
        Assert.Throws<ArgumentException>(() => set.WithPredictions([0.9, 0.1], trust: 2));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Judgements_in_any_order_and_then_a_fit_equal_the_batch(int seed)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;
        var batch = new DawidSkene(new()).Infer(set, CancellationToken.None);
        var arrivals = Enumerable.Range(0, set.ItemCount)
            .SelectMany(item => Enumerable.Range(0, set.Count)
                .Where(j => set.ItemOffsets[item] <= j && j < set.ItemOffsets[item + 1])
                .Select(j => (item, set.Workers[j], set.Labels[j]))).ToArray();
        new Random(seed).Shuffle(arrivals);
        var posterior = new double[set.LabelCount];

        foreach (var item in arrivals.GroupBy(row => row.item))
        {
            var confusions = item.SelectMany(row => batch.ConfusionOf(row.Item2).ToArray()).ToArray();
            ItemPosterior.Infer(
                batch.LabelPrior, confusions, item.Select(row => row.Item3).ToArray(), batch.Correlation, posterior);
            Close.To(batch.PosteriorOf(item.Key).ToArray(), posterior, tolerance: 1e-10);
        }
        var refitted = new DawidSkene(new()).Infer(
            JudgementSet.Build(set.ItemCount, set.WorkerCount, set.LabelCount, arrivals), CancellationToken.None);

        Close.To(batch.Posterior, refitted.Posterior, tolerance: 1e-9);
        Close.To(batch.Confusion, refitted.Confusion, tolerance: 1e-9);
    }

    [Fact]
    public void Enough_gold_says_how_much_judgements_of_one_item_have_in_common()
    {
        // Each item's six judgements are one judgement six times: they are worth one, which is ρ = 1.
        var random = new Random(3);
        var truth = Enumerable.Range(0, 400).Select(_ => random.Next(2)).ToArray();
        var rows = truth.Index().SelectMany(item =>
        {
            var said = random.NextDouble() < 0.75 ? item.Item : 1 - item.Item;
            return Enumerable.Range(0, 6).Select(worker => (item.Index, worker, said));
        });
        var gold = truth.Select((label, item) => item < 200 ? label : JudgementSet.Unknown).ToArray();

        var estimate = new DawidSkene(new()).Infer(
            JudgementSet.Build(400, 6, 2, rows, gold), CancellationToken.None);

        Assert.InRange(estimate.Correlation, 0.8, 2);
        Assert.InRange(estimate.Posterior.Skip(400).Max(), 0.6, 0.92);
    }

    private static void Agrees(int seed, ITruthInference method, Func<MethodReference, double[]> expected)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;

        var estimate = method.Infer(set, CancellationToken.None);

        Close.To(expected(new(set)), estimate.Posterior, tolerance: 1e-7);
    }

    private static double[] Predict(SimulatedCrowd crowd, Random random, double confidence)
    {
        var k = crowd.LabelPrior.Length;
        return [.. crowd.Truth.SelectMany(truth =>
        {
            var top = random.NextDouble() < confidence ? truth : random.Next(k);
            return Enumerable.Range(0, k)
                .Select(label => label == top ? confidence : (1 - confidence) / (k - 1));
        })];
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum()
            / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
