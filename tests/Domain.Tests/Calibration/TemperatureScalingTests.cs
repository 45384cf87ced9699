using ActiveLabel.Domain.Calibration;
using Xunit;

namespace ActiveLabel.Domain.Tests.Calibration;

public sealed class TemperatureScalingTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory, MemberData(nameof(Seeds))]
    public void No_other_temperature_on_a_grid_has_less_log_loss(int seed)
    {
        var (logits, evidence) = Draw(new(seed), n: 80, k: 3, temperature: 2.5, rightShare: seed % 2 == 0 ? 0.7 : 1);

        var fitted = TemperatureScaling.Fit(logits, evidence, labelCount: 3);

        var best = Loss(logits, evidence, 3, fitted);
        for (var temperature = TemperatureScaling.TemperatureMin; temperature < 10; temperature *= 1.03)
            Assert.True(Loss(logits, evidence, 3, temperature) >= best - 1e-9, $"{temperature} beats {fitted}");
    }

    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(1.0, 1)]
    [InlineData(3.0, 1)]
    [InlineData(0.4, 0.6)]
    [InlineData(1.0, 0.6)]
    public void The_temperature_the_labels_were_drawn_with_is_found(double temperature, double rightShare)
    {
        var (logits, evidence) = Draw(new(5), n: 20_000, k: 4, temperature, rightShare);

        var fitted = TemperatureScaling.Fit(logits, evidence, labelCount: 4);

        Assert.InRange(fitted, temperature * 0.95, temperature * 1.05);
    }

    [Fact]
    public void What_would_run_away_stops_at_the_bounds()
    {
        Assert.Equal(
            TemperatureScaling.TemperatureMin, TemperatureScaling.Fit([3, 0, 0, 2], [1, 0, 0, 1], 2), 1e-9);
        Assert.Equal(
            TemperatureScaling.TemperatureMax, TemperatureScaling.Fit([3, 0, 0, 2], [0, 1, 1, 0], 2), 1e-9);
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
    public void What_does_not_fit_is_refused(double[] logits, double[] evidence)
        => Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(logits, evidence, 2));

    /// <summary>
    /// Labels drawn by softmax(z / T), so that T is the truth, and judged by somebody who is right so often.
    /// </summary>
    private static (double[] Logits, double[] Evidence) Draw(
        Random random, int n, int k, double temperature, double rightShare)
    {
        var (logits, evidence) = (new double[n * k], new double[n * k]);
        for (var from = 0; from < n * k; from += k)
        {
            for (var label = 0; label < k; label++)
                logits[from + label] = (random.NextDouble() - 0.5) * 8;
            var row = evidence.AsSpan(from, k);
            TemperatureScaling.Apply(logits.AsSpan(from, k), temperature, row);
            var (left, drawn) = (random.NextDouble(), 0);
            while (drawn < k - 1 && (left -= row[drawn]) >= 0)
                drawn++;
            var judged = random.NextDouble() < rightShare ? drawn : (drawn + 1 + random.Next(k - 1)) % k;
            row.Fill((1 - rightShare) / (k - 1));
            row[judged] = rightShare;
        }
        return (logits, evidence);
    }

    /// <summary>The loss written out.</summary>
    private static double Loss(double[] logits, double[] evidence, int k, double temperature)
        => Enumerable.Range(0, logits.Length / k).Sum(row =>
        {
            var weights = Enumerable.Range(row * k, k).Select(index => Math.Exp(logits[index] / temperature)).ToList();
            return -Math.Log(weights.Select((weight, label) => weight * evidence[(row * k) + label]).Sum()
                / weights.Sum());
        });
}
