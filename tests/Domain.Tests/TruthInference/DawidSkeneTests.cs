using System.IO.Compression;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class DawidSkeneTests
{
    [Fact]
    public void A_lopsided_worker_is_read_by_what_the_answers_mean()
    {
        // Truth alternates; three honest workers are right 85 % of the time, the fourth says "1" whatever is shown.
        var random = new Random(11);
        var truth = Enumerable.Range(0, 400).Select(item => item % 2).ToArray();
        var judgements = new List<(int, int, int)>();
        for (var item = 0; item < truth.Length; item++)
        {
            for (var worker = 0; worker < 3; worker++)
                judgements.Add((item, worker, random.NextDouble() < 0.85 ? truth[item] : 1 - truth[item]));
            judgements.Add((item, 3, 1));
        }

        var estimate = new DawidSkene(new()).Infer(JudgementSet.Build(400, 4, 2, judgements), CancellationToken.None);

        Assert.InRange(estimate.Confusion[(3 * 4) + 1], 0.95, 1); // P(worker 3 says 1 | truth is 0)
        Assert.InRange(estimate.Confusion[0], 0.78, 0.92); // P(worker 0 says 0 | truth is 0)
        Assert.InRange(estimate.Confusion[1], 0.08, 0.22); // P(worker 0 says 1 | truth is 0)
        Assert.True(estimate.Labels.Zip(truth, (label, known) => label == known).Count(right => right) > 360);
    }

    [Fact]
    public void A_judgement_outside_the_set_is_refused()
        => Assert.Throws<ArgumentException>(() => JudgementSet.Build(1, 1, 2, [(0, 0, 2)]));

    [SkippableTheory]
    [InlineData("bluebird", 0.8859, 0.319)]
    [InlineData("rte", 0.9258, 0.201)]
    [InlineData("temporal", 0.9386, 0.185)]
    [InlineData("dog", 0.8384, 0.546)]
    [InlineData("face", 0.6443, 1.471)]
    [InlineData("product", 0.9346, 0.223)]
    [InlineData("possent", 0.9570, 0.139)]
    [InlineData("music", 0.7870, 0.842)]
    [InlineData("cf_amt", 0.8437, 0.567)]
    [InlineData("labelme", 0.7880, 0.895)]
    public void On_a_real_crowd_the_truth_and_its_probability_are_found(string crowd, double accuracy, double logLoss)
    {
        var judgements = ReadTriples(TestData.Path("crowd", crowd, "judgements.csv"));
        var truth = ReadTriples(TestData.Path("crowd", crowd, "truth.csv"));
        var labelCount = 1 + Math.Max(judgements.Max(row => row[2]), truth.Max(row => row[1]));
        var set = JudgementSet.Build(
            1 + judgements.Max(row => row[0]),
            1 + judgements.Max(row => row[1]),
            labelCount,
            judgements.ConvertAll(row => (row[0], row[1], row[2])));

        var estimate = new DawidSkene(new()).Infer(set, CancellationToken.None);

        var reachedAccuracy = truth.Average(row => estimate.Labels[row[0]] == row[1] ? 1.0 : 0.0);
        var reachedLogLoss = truth.Average(
            row => -Math.Log(Math.Clamp(estimate.Posterior[(row[0] * labelCount) + row[1]], 1e-6, 1)));
        Assert.True(reachedAccuracy >= accuracy, $"accuracy {reachedAccuracy:f4}, wanted {accuracy}");
        Assert.True(reachedLogLoss <= logLoss, $"log loss {reachedLogLoss:f4}, wanted {logLoss}");
    }

    private static List<int[]> ReadTriples(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(stream);
        var rows = new List<int[]>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            rows.Add(line.Split(',').Select(int.Parse).ToArray());
        return rows;
    }
}
