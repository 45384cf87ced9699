using ActiveLabel.Api.Consensus;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Xunit;

namespace ActiveLabel.Api.Tests.Consensus;

public sealed class JudgementSpoolTests
{
    private const int Items = 400;
    private const int Workers = 12;

    private static readonly Question Question = new(
        "animal", "?", AnnotationType.SingleChoice, [new("a", "A"), new("b", "B"), new("c", "C")]);

    [Fact]
    public void What_waits_in_a_file_is_fitted_as_what_is_in_memory()
    {
        var (inMemory, inBlocks) = (Fill(new(Question)), Fill(new(Question, blockSize: 50)));
        using var _ = inBlocks;
        var method = new DawidSkene(new(FitsCorrelation: false));

        var (one, many) = (
            method.Fit(inMemory, CancellationToken.None), method.Fit(inBlocks, CancellationToken.None));

        Assert.Single(inMemory.Read());
        Assert.True(inBlocks.Read().Count() > 20);
        Assert.All(inBlocks.Read(), block => Assert.InRange(block.Set.Count, 1, 50));
        Assert.Equal(inMemory.Read().Single().ItemIds, inBlocks.Read().SelectMany(block => block.ItemIds));
        Assert.Equal(one.Iterations, many.Iterations);
        Assert.Equal(one.LabelPrior, many.LabelPrior, (left, right) => Math.Abs(left - right) < 1e-9);
        Assert.Equal(
            one.PosteriorOf(inMemory.Read().Single().Set),
            inBlocks.Read().SelectMany(block => many.PosteriorOf(block.Set)),
            (left, right) => Math.Abs(left - right) < 1e-9);
        for (var worker = 0; worker < Workers; worker++)
            Assert.Equal(
                one.ReliabilityOf(worker, inMemory.CountOf(worker)).Accuracy,
                many.ReliabilityOf(worker, inBlocks.CountOf(worker)).Accuracy,
                1e-9);
    }

    [Fact]
    public void It_is_the_estimate_of_the_whole_set()
    {
        var spool = Fill(new(Question));
        var set = spool.Read().Single().Set;
        var method = new DawidSkene(new(FitsCorrelation: false));

        var (fitted, estimate) = (
            method.Fit(spool, CancellationToken.None), method.Infer(set, CancellationToken.None));

        Assert.Equal(estimate.Posterior, fitted.PosteriorOf(set));
        Assert.Equal(estimate.NewcomerConfusion, fitted.NewcomerConfusion());
        Assert.Equal(estimate.ReliabilityOf(3).Confusion, fitted.ReliabilityOf(3, spool.CountOf(3)).Confusion);
    }

    // Of every tenth item the truth is known; the last workers guess.
    private static JudgementSpool Fill(JudgementSpool spool)
    {
        var random = new Random(5);
        for (var item = 1; item <= Items; item++)
        {
            var truth = random.Next(3);
            var said = Enumerable.Range(1, Workers).Where(_ => random.Next(4) == 0).DefaultIfEmpty(1).Select(worker => (
                new WorkerId(worker),
                worker < 9 && random.NextDouble() < 0.8 ? truth : random.Next(3))).ToList();
            spool.Add(new ItemId(item), said, item % 10 == 0 ? truth : JudgementSet.Unknown);
        }
        return spool;
    }
}
