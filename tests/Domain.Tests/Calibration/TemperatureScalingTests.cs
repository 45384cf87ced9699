using ActiveLabel.Domain.Calibration;
using Xunit;

namespace ActiveLabel.Domain.Tests.Calibration;

public sealed class TemperatureScalingTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory, MemberData(nameof(Seeds))]
    public void No_other_temperature_on_a_grid_has_less_log_loss(int seed)
    {
        var (logits, targets) = Draw(new(seed), n: 80, k: 3, temperature: 2.5, soft: seed % 2 == 0);

        var fitted = TemperatureScaling.Fit(logits, targets, labelCount: 3);

        var best = Loss(logits, targets, 3, fitted);
        for (var temperature = TemperatureScaling.TemperatureMin; temperature < 10; temperature *= 1.03)
            Assert.True(Loss(logits, targets, 3, temperature) >= best - 1e-9, $"{temperature} beats {fitted}");
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void The_temperature_the_labels_were_drawn_with_is_found(double temperature)
    {
        var (logits, targets) = Draw(new(5), n: 20_000, k: 4, temperature, soft: false);

        var fitted = TemperatureScaling.Fit(logits, targets, labelCount: 4);

        Assert.InRange(fitted, temperature * 0.95, temperature * 1.05);
    }

    [Fact]
    public void What_would_run_away_stops_at_the_bounds()
    {
        Assert.Equal(TemperatureScaling.TemperatureMin, TemperatureScaling.Fit([3, 0, 0, 2], [1, 0, 0, 1], 2));
        Assert.Equal(TemperatureScaling.TemperatureMax, TemperatureScaling.Fit([3, 0, 0, 2], [0, 1, 1, 0], 2));
    }

    [Fact]
    public void Logits_that_decide_nothing_leave_the_temperature_alone()
    {
        Assert.Equal(1, TemperatureScaling.Fit([], [], 2));
        Assert.Equal(1, TemperatureScaling.Fit([7, 7, -3, -3], [1, 0, 0, 1], 2));
    }

    [Fact]
    public void Huge_logits_do_not_overflow()
        => Assert.InRange(TemperatureScaling.Fit([5000, 0, 0, 4000, 0, 10], [1, 0, 1, 0, 0, 1], 2), 0.1, 10);

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 1.0, 0, 0 })]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0 })]
    [InlineData(new[] { 1.0, double.NaN }, new[] { 1.0, 0 })]
    [InlineData(new[] { 1.0, 2 }, new[] { double.PositiveInfinity, 0 })]
    public void What_does_not_fit_is_refused(double[] logits, double[] targets)
        => Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(logits, targets, 2));

    /// <summary>Labels drawn by softmax(z / T), so that T is the truth; soft targets are that softmax itself.</summary>
    private static (double[] Logits, double[] Targets) Draw(Random random, int n, int k, double temperature, bool soft)
    {
        var (logits, targets) = (new double[n * k], new double[n * k]);
        for (var from = 0; from < n * k; from += k)
        {
            for (var label = 0; label < k; label++)
                logits[from + label] = (random.NextDouble() - 0.5) * 8;
            var row = targets.AsSpan(from, k);
            TemperatureScaling.Apply(logits.AsSpan(from, k), temperature, row);
            if (soft)
                continue;
            var (left, drawn) = (random.NextDouble(), 0);
            while (drawn < k - 1 && (left -= row[drawn]) >= 0)
                drawn++;
            row.Clear();
            row[drawn] = 1;
        }
        return (logits, targets);
    }

    /// <summary>The log loss written out.</summary>
    private static double Loss(double[] logits, double[] targets, int k, double temperature)
        => Enumerable.Range(0, logits.Length).Sum(index => -targets[index] * Math.Log(
            Math.Exp(logits[index] / temperature)
            / Enumerable.Range(index / k * k, k).Sum(other => Math.Exp(logits[other] / temperature))));
}
