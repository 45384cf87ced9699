using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class DawidSkeneTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    public static TheoryData<int, ConfusionPrior> SeedsAndPriors
    {
        get
        {
            var data = new TheoryData<int, ConfusionPrior>();
            foreach (var seed in Enumerable.Range(1, 12))
                foreach (var priors in new[] { ConfusionPrior.Hierarchical, ConfusionPrior.BackOff })
                    data.Add(seed, priors);
            return data;
        }
    }

    [Theory, MemberData(nameof(SeedsAndPriors))]
    public void One_round_agrees_with_the_equations_written_out(int seed, ConfusionPrior priors)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;
        var expected = DawidSkeneReference.OneRound(set, priors, correlation: 0.3);

        var estimate = new DawidSkene(new(IterationsMax: 1, Correlation: 0.3, Prior: priors))
            .Infer(set, CancellationToken.None);

        Close.To(expected, estimate.Posterior, tolerance: 1e-8);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void One_round_of_the_plain_method_agrees_with_the_equations_written_out(int seed)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;
        var expected = DawidSkeneReference.OneRound(set, ConfusionPrior.None, correlation: 0);

        var estimate = new DawidSkene(DawidSkeneOptions.Plain with { IterationsMax = 1 })
            .Infer(set, CancellationToken.None);

        Close.To(expected, estimate.Posterior, tolerance: 1e-7);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_likelihood_of_the_plain_method_never_falls(int seed)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;

        var likelihoods = Enumerable.Range(1, 15)
            .Select(rounds => DawidSkeneOptions.Plain with { IterationsMax = rounds, Tolerance = 0 })
            .Select(options => new DawidSkene(options).Infer(set, CancellationToken.None).LogLikelihood)
            .ToArray();

        Assert.All(likelihoods.Zip(likelihoods.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1e-6));
        Assert.True(likelihoods[^1] > likelihoods[0]);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Probabilities_sum_to_one_wherever_they_stand(int seed)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;

        var estimate = new DawidSkene(new()).Infer(set, CancellationToken.None);

        var rows = estimate.Posterior.Concat(estimate.Confusion).Concat(estimate.NewcomerConfusion);
        Assert.All(rows.Chunk(set.LabelCount), row => Assert.Equal(1, row.Sum(), tolerance: 1e-9));
        Assert.Equal(1, estimate.LabelPrior.Sum(), tolerance: 1e-9);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Renamed_workers_and_labels_give_the_same_posterior_renamed(int seed)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;
        var (workers, labels) = (Shuffled(set.WorkerCount, seed), Shuffled(set.LabelCount, seed));
        var renamed = JudgementSet.Build(
            set.ItemCount,
            set.WorkerCount,
            set.LabelCount,
            Rows(set).Select(row => (row.Item, workers[row.Worker], labels[row.Label])));

        var estimate = new DawidSkene(new()).Infer(set, CancellationToken.None);
        var other = new DawidSkene(new()).Infer(renamed, CancellationToken.None);

        for (var item = 0; item < set.ItemCount; item++)
            for (var label = 0; label < set.LabelCount; label++)
                Assert.Equal(estimate.PosteriorOf(item)[label], other.PosteriorOf(item)[labels[label]], 1e-6);
    }

    [Fact]
    public void A_lopsided_worker_is_read_by_what_the_answers_mean()
    {
        // Five honest workers are right 85 % of the time; the sixth says "1" whatever is shown.
        double[] honest = [0.85, 0.15, 0.15, 0.85];
        double[] confusion = [.. honest, .. honest, .. honest, .. honest, .. honest, 0, 1, 0, 1];
        var crowd = SimulatedCrowd.Judge(new(11), [0.5, 0.5], confusion, itemCount: 400, workerCount: 6, 6);

        var estimate = new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);

        Assert.InRange(estimate.ConfusionOf(5)[1], 0.95, 1); // P(worker 5 says 1 | truth is 0)
        Assert.InRange(estimate.ConfusionOf(0)[0], 0.78, 0.92); // P(worker 0 says 0 | truth is 0)
        Assert.InRange(estimate.ConfusionOf(0)[1], 0.08, 0.22); // P(worker 0 says 1 | truth is 0)
        Assert.True(crowd.AccuracyOf(estimate) > 0.9);
    }

    [Fact]
    public void A_simulated_crowd_is_recovered_and_the_majority_beaten()
    {
        var crowd = SimulatedCrowd.Make(
            new(20240601), itemCount: 4000, workerCount: 30, labelCount: 4, judgementsPerItem: 6, skill: 3);

        var estimate = new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);
        var majority = new MajorityVote().Infer(crowd.Judgements, CancellationToken.None);

        var error = estimate.Confusion.Zip(crowd.Confusion, (found, made) => Math.Abs(found - made)).Average();
        Assert.True(error < 0.03, $"mean error of the confusions {error:f4}");
        Assert.True(crowd.AccuracyOf(estimate) > crowd.AccuracyOf(majority) + 0.05);
        Close.To(crowd.LabelPrior, estimate.LabelPrior, tolerance: 0.03);
    }

    [Fact]
    public void Gold_is_certain_and_teaches_what_a_worker_means()
    {
        // Two workers who always swap the labels look honest until gold says otherwise.
        var rows = Enumerable.Range(0, 60).SelectMany(item => new[] { (item, 0, item % 2), (item, 1, item % 2) });
        var gold = Enumerable.Range(0, 60).Select(item => item < 40 ? 1 - (item % 2) : JudgementSet.Unknown).ToArray();

        var estimate = new DawidSkene(new()).Infer(JudgementSet.Build(60, 2, 2, rows, gold), CancellationToken.None);

        Assert.Equal(1, estimate.PosteriorOf(0)[1]);
        Assert.Equal(1, estimate.Top(40)); // judged 0 by both
        Assert.True(estimate.ConfusionOf(0)[1] > 0.8); // P(worker 0 says 1 | truth is 0)
    }

    [Fact]
    public void An_item_nobody_judged_has_the_label_prior_and_a_worker_who_did_not_judge_is_a_newcomer()
    {
        var crowd = SimulatedCrowd.Random(3).Judgements;
        var set = JudgementSet.Build(crowd.ItemCount + 1, crowd.WorkerCount + 1, crowd.LabelCount, Rows(crowd));

        var estimate = new DawidSkene(new()).Infer(set, CancellationToken.None);

        Close.To(estimate.LabelPrior, estimate.PosteriorOf(crowd.ItemCount).ToArray(), tolerance: 1e-12);
        Close.To(estimate.NewcomerConfusion, estimate.ConfusionOf(crowd.WorkerCount).ToArray(), tolerance: 1e-12);
    }

    [Fact]
    public void The_same_judgements_give_the_same_bits()
    {
        var set = SimulatedCrowd.Random(5).Judgements;

        var first = new DawidSkene(new()).Infer(set, CancellationToken.None);
        var second = new DawidSkene(new()).Infer(set, CancellationToken.None);

        Assert.Equal(first.Posterior, second.Posterior);
        Assert.Equal(first.Confusion, second.Confusion);
    }

    [Fact]
    public void Nothing_judged_is_nothing_known()
    {
        var estimate = new DawidSkene(new()).Infer(JudgementSet.Build(2, 0, 3, []), CancellationToken.None);

        Close.To([1 / 3.0, 1 / 3.0, 1 / 3.0], estimate.PosteriorOf(1).ToArray(), tolerance: 1e-12);
    }

    [Fact]
    public void A_cancelled_inference_stops()
        => Assert.Throws<OperationCanceledException>(
            () => new DawidSkene(new()).Infer(SimulatedCrowd.Random(1).Judgements, new(canceled: true)));

    private static IEnumerable<(int Item, int Worker, int Label)> Rows(JudgementSet set)
    {
        for (var item = 0; item < set.ItemCount; item++)
            for (var j = set.ItemOffsets[item]; j < set.ItemOffsets[item + 1]; j++)
                yield return (item, set.Workers[j], set.Labels[j]);
    }

    private static int[] Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }
}
