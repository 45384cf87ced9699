using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Predictions;
using Xunit;

namespace ActiveLabel.Domain.Tests.Calibration;

public sealed class ConformalSetsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Sets_hold_the_truth_as_often_as_promised_even_of_a_model_that_is_too_sure(int seed)
    {
        var random = new Random(seed);
        var (calibration, calibrationTruth) = Draw(random, 2_000);
        var (fresh, truth) = Draw(random, 4_000);

        var threshold = ConformalSets.Threshold(calibration, calibrationTruth, risk: 0.1);

        var sets = fresh.ConvertAll(row => ConformalSets.SetOf(row, threshold));
        Assert.InRange(sets.Zip(truth).Average(pair => pair.First.Contains(pair.Second) ? 1.0 : 0), 0.88, 1);
        Assert.InRange(sets.Average(set => set.Count), 1, 3.9);
    }

    [Fact]
    public void Too_few_items_promise_nothing_and_the_set_is_whole()
        => Assert.Equal(
            3,
            ConformalSets.SetOf(
                [0.8f, 0.1f, 0.1f], ConformalSets.Threshold([[1, 0, 0]], [0], risk: 0.1)).Count);

    [Fact]
    public void A_committee_that_is_unsure_together_does_not_disagree()
    {
        float[][] unsure = [[0.5f, 0.5f], [0.5f, 0.5f]];
        float[][] contrary = [[1, 0], [0, 1]];

        Assert.Equal((0, 0), (Committee.Bald(unsure), Committee.VoteEntropy(unsure)));
        Assert.Equal(Math.Log(2), Committee.Bald(contrary), 1e-12);
        Assert.Equal(Math.Log(2), Committee.VoteEntropy(contrary), 1e-12);
    }

    private static (List<float[]> Rows, List<int> Truth) Draw(Random random, int count)
    {
        var (rows, truth) = (new List<float[]>(), new List<int>());
        for (var item = 0; item < count; item++)
        {
            double[] weights = [.. Enumerable.Range(0, 4).Select(_ => Math.Exp(3 * random.NextDouble()))];
            var draw = random.NextDouble() * weights.Sum();
            var label = 0;
            for (; label < 3 && draw >= weights[label]; label++)
                draw -= weights[label];
            truth.Add(label);
            // What is said is the truth to the third power: too sure by far.
            var said = weights.Select(weight => Math.Pow(weight, 3)).ToArray();
            rows.Add([.. said.Select(weight => (float)(weight / said.Sum()))]);
        }
        return (rows, truth);
    }
}
