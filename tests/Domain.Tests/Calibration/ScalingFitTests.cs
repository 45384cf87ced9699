using ActiveLabel.Domain.Calibration;
using Xunit;

namespace ActiveLabel.Domain.Tests.Calibration;

public sealed class ScalingFitTests
{
    public static TheoryData<int> Seeds => [1, 2, 3];

    [Theory, MemberData(nameof(Seeds))]
    public void Where_one_temperature_is_the_truth_it_is_chosen(int seed)
    {
        var (logits, targets) = Draw(seed, new([0.5, 0.5, 0.5], [0, 0, 0]));

        var fit = ScalingFit.Fit(logits, targets, 3);

        Assert.True(fit.Scaling.IsTemperature);
        Assert.Equal(2, fit.Scaling.Temperature, 0.35);
        Assert.True(fit.LogLossTemperature < fit.LogLossBefore);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Where_each_label_is_off_by_itself_slopes_and_offsets_are_found(int seed)
    {
        var (logits, targets) = Draw(seed, new([0.4, 1, 1], [1.5, 0, -1]));

        var fit = ScalingFit.Fit(logits, targets, 3);

        Assert.False(fit.Scaling.IsTemperature);
        Assert.True(fit.LogLossVector < fit.LogLossTemperature - 0.05, $"{fit}");
        Assert.Equal(0.4, fit.Scaling.Slopes[0], 0.15);
        // A constant added to all offsets changes nothing: their differences are what was drawn.
        Assert.Equal(2.5, fit.Scaling.Offsets[0] - fit.Scaling.Offsets[2], 0.4);
    }

    private static (double[] Logits, double[] Targets) Draw(int seed, LogitScaling truth)
    {
        var random = new Random(seed);
        var (logits, targets) = (new double[6_000], new double[6_000]);
        var row = new double[3];
        for (var from = 0; from < logits.Length; from += 3)
        {
            for (var label = 0; label < 3; label++)
                logits[from + label] = (random.NextDouble() * 8) - 4;
            truth.Apply(logits.AsSpan(from, 3), row);
            var draw = random.NextDouble();
            targets[from + (draw < row[0] ? 0 : draw < row[0] + row[1] ? 1 : 2)] = 1;
        }
        return (logits, targets);
    }
}
