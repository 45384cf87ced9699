using ActiveLabel.Domain.Calibration;
using Xunit;

namespace ActiveLabel.Domain.Tests.Calibration;

public sealed class ConformalSetsTests
{
    [Fact]
    public void The_threshold_is_the_score_at_its_place()
    {
        // 1 - P(true) of 0.1, 0.2 ... 0.9: of 10 places the eighth is 0.8, the ninth 0.9, and there is no tenth.
        float[][] predictions = [.. Enumerable.Range(1, 9).Select(tenth => new[] { 1 - (tenth / 10f), tenth / 10f })];

        var thresholds = ConformalSets.ThresholdsOf(predictions, new int[9]);

        Assert.Equal([0.8, 0.9, 1, 1], thresholds.Select(threshold => Math.Round(threshold, 6)));
    }

    [Fact]
    public void A_set_has_what_is_probable_enough_and_never_nothing()
    {
        float[] said = [0.25f, 0.6f, 0.15f];

        Assert.Equal([1, 0], ConformalSets.Of(said, 0.8));
        Assert.Equal([1, 0, 2], ConformalSets.Of(said, 1));
        Assert.Equal([1], ConformalSets.Of(said, 0.1));
    }

    [Theory, InlineData(1.0), InlineData(3.0)]
    public void The_true_label_is_in_the_set_as_often_as_promised_however_wrong_the_probabilities_are(double boldness)
    {
        // A model that is right as often as it says, and one that says it three times too boldly.
        var random = new Random(11);
        var known = Draw(400, boldness, random);
        var thresholds = ConformalSets.ThresholdsOf(known.Said, known.Truth);
        var fresh = Draw(20_000, boldness, random);

        for (var place = 0; place < thresholds.Length; place++)
        {
            var held = fresh.Said.Zip(fresh.Truth, (said, label)
                => ConformalSets.Of(said, thresholds[place]).Contains(label) ? 1.0 : 0).Average();
            // 400 items settle a coverage to about ± 0.02.
            Assert.InRange(held, ConformalSets.Coverages[place] - 0.045, 1);
        }
        Assert.True(fresh.Said.Average(said => ConformalSets.Of(said, thresholds[0]).Count) < 2.5);
    }

    private static (float[][] Said, int[] Truth) Draw(int count, double boldness, Random random)
    {
        var (said, truth) = (new float[count][], new int[count]);
        for (var item = 0; item < count; item++)
        {
            double[] logits = [.. Enumerable.Range(0, 4).Select(_ => 4 * random.NextDouble())];
            var exps = logits.Select(Math.Exp).ToArray();
            var draw = random.NextDouble() * exps.Sum();
            truth[item] = Enumerable.Range(0, 4).First(label => (draw -= exps[label]) < 0 || label == 3);
            var bold = logits.Select(logit => Math.Exp(boldness * logit)).ToArray();
            said[item] = [.. bold.Select(value => (float)(value / bold.Sum()))];
        }
        return (said, truth);
    }
}
