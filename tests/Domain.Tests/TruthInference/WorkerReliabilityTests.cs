using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class WorkerReliabilityTests
{
    [Fact]
    public void Accuracy_weighs_the_labels_by_their_prior()
    {
        var reliability = WorkerReliability.From([0.8, 0.2], [0.9, 0.1, 0.5, 0.5], judgementCount: 100);

        Assert.Equal((0.8 * 0.9) + (0.2 * 0.5), reliability.Accuracy, tolerance: 1e-12);
        Assert.InRange(reliability.AccuracyLow, 0.74, 0.76);
        Assert.InRange(reliability.AccuracyHigh, 0.87, 0.89);
    }

    [Fact]
    public void A_spammer_gives_no_information_and_one_who_swaps_the_labels_gives_it_all()
    {
        var spammer = WorkerReliability.From([0.7, 0.3], [0, 1, 0, 1], judgementCount: 50);
        var swapper = WorkerReliability.From([0.7, 0.3], [0, 1, 1, 0], judgementCount: 50);

        Assert.Equal(0, spammer.InformationNats, tolerance: 1e-12);
        Assert.Equal(-(0.7 * Math.Log(0.7)) - (0.3 * Math.Log(0.3)), swapper.InformationNats, tolerance: 1e-12);
        Assert.Equal(0, swapper.Accuracy);
    }

    [Fact]
    public void Information_follows_the_joint_distribution_of_truth_and_answer()
    {
        double[] prior = [0.5, 0.3, 0.2];
        double[] confusion = [0.7, 0.2, 0.1, 0.3, 0.3, 0.4, 0.05, 0.15, 0.8];
        double Joint(int k, int l) => prior[k] * confusion[(k * 3) + l];
        double Said(int l) => Joint(0, l) + Joint(1, l) + Joint(2, l);
        double Term(int k, int l) => Joint(k, l) * Math.Log(Joint(k, l) / (prior[k] * Said(l)));
        var expected = Enumerable.Range(0, 9).Sum(cell => Term(cell / 3, cell % 3));

        Assert.Equal(expected, WorkerReliability.From(prior, confusion, 10).InformationNats, tolerance: 1e-12);
    }

    [Theory]
    [InlineData(2, 0.8)]
    [InlineData(5, 0.5)]
    public void A_worker_nobody_knows_is_right_more_often_than_chance_and_anything_is_possible(int labels, double right)
    {
        var unknown = WorkerReliability.Unknown(labels);

        Assert.Equal(right, unknown.Accuracy, tolerance: 1e-12);
        Assert.All(unknown.Confusion.Chunk(labels), row => Assert.Equal(1, row.Sum(), tolerance: 1e-12));
        Assert.True(unknown.AccuracyHigh - unknown.AccuracyLow > 0.5);
    }

    [Fact]
    public void About_nine_of_ten_intervals_hold_the_accuracy_the_worker_was_made_with()
    {
        var (held, all) = (0, 0);
        for (var seed = 1; seed <= 10; seed++)
        {
            var crowd = SimulatedCrowd.Make(
                new(seed), itemCount: 300, workerCount: 20, labelCount: 3, judgementsPerItem: 5);
            var estimate = new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);
            for (var worker = 0; worker < 20; worker++, all++)
            {
                var made = Enumerable.Range(0, 3)
                    .Sum(label => crowd.LabelPrior[label] * crowd.Confusion[(((worker * 3) + label) * 3) + label]);
                var reliability = estimate.ReliabilityOf(worker);
                held += reliability.AccuracyLow <= made && made <= reliability.AccuracyHigh ? 1 : 0;
            }
        }

        Assert.InRange(held / (double)all, 0.82, 0.97);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
        => Assert.Throws<ArgumentException>(() => WorkerReliability.From([0.5, 0.5], [1, 0, 0], judgementCount: 1));
}
