using ActiveLabel.Domain.Sizing;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.Sizing;

public sealed class LearningCurveFitTests
{
    private static readonly int[] Sizes = [25, 50, 100, 200, 400, 800];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Fact]
    public void A_clean_power_law_is_continued()
    {
        double Accuracy(int labels) => 1 - 0.08 - (1.2 * Math.Pow(labels, -0.5));
        var estimate = LearningCurveFit.Fit(Curve(Accuracy))!;

        Assert.All(new[] { 800, 1600, 3200, 8000 }, labels =>
        {
            var (mean, low, high) = estimate.Predict(labels);
            Assert.Equal(Accuracy(labels), mean, tolerance: 0.01);
            Assert.InRange(Accuracy(labels), low, high);
        });
    }

    [Fact]
    public void The_labels_for_a_target_are_where_the_expected_curve_reaches_it()
    {
        double Accuracy(int labels) => 1 - 0.02 - (1.5 * Math.Pow(labels, -0.5));
        var estimate = LearningCurveFit.Fit(Curve(Accuracy))!;

        var needed = estimate.LabelsFor(0.95);

        Assert.Equal(LabelsForTargetStatus.Ok, needed.Status);
        Assert.True(estimate.Predict(needed.Median!.Value).Mean >= 0.95);
        Assert.True(estimate.Predict(needed.Median!.Value - 1).Mean < 0.95);
        Assert.InRange(needed.Median!.Value, 1700, 3600); // 2,500 by the law itself
        Assert.True(needed.Low80 < needed.Median);
        Assert.True(needed.High80 is null || needed.High80 > needed.Median);
    }

    [Fact]
    public void A_target_already_passed_lies_within_what_was_seen()
    {
        var needed = LearningCurveFit.Fit(Curve(labels => 0.95 - (1.2 * Math.Pow(labels, -0.5))))!.LabelsFor(0.85);

        Assert.InRange(needed.Median!.Value, 120, 170); // 144 by the law itself
        Assert.InRange(needed.High80!.Value, needed.Median!.Value, 400);
    }

    [Fact]
    public void A_target_above_a_flat_curve_is_out_of_reach()
    {
        var needed = LearningCurveFit.Fit(Curve(labels => labels < 50 ? 0.6 : 0.8))!.LabelsFor(0.97);

        Assert.Equal(LabelsForTargetStatus.Unreachable, needed.Status);
        Assert.Null(needed.Median);
        Assert.Null(needed.High80);
        Assert.Contains("does not reach 0.970", needed.Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void More_labels_never_hurt_and_intervals_widen_with_the_distance(int seed)
    {
        var random = new Random(seed);
        var estimate = LearningCurveFit.Fit(Curve(_ => random.NextDouble()))!;

        var predictions = Enumerable.Range(0, 12).Select(step => estimate.Predict(25 << step)).ToArray();

        Assert.All(predictions, p => Assert.True(0 <= p.Low90 && p.Low90 <= p.Mean && p.Mean <= p.High90));
        Assert.All(predictions, p => Assert.True(p.High90 <= 1));
        var steps = predictions.Zip(predictions.Skip(1));
        Assert.All(steps, step => Assert.True(step.Second.Mean >= step.First.Mean - 1e-9));
    }

    [Fact]
    public void Noise_of_the_control_arm_widens_the_interval()
    {
        double Accuracy(int labels) => 0.9 - Math.Pow(labels, -0.5);
        var exact = LearningCurveFit.Fit(Curve(Accuracy))!.Predict(1600);
        var noisy = LearningCurveFit.Fit(Curve(Accuracy, standardError: 0.03))!.Predict(1600);

        Assert.Equal(exact.Mean, noisy.Mean, tolerance: 1e-12);
        Assert.True(noisy.High90 - noisy.Low90 > exact.High90 - exact.Low90 + 0.05);
    }

    [Fact]
    public void Too_few_sizes_say_why_they_say_nothing()
    {
        var curve = Curve(labels => 0.9 - Math.Pow(labels, -0.5));

        Assert.Null(LearningCurveFit.Fit([.. curve.Take(3), curve[0]], out var fewSizes));
        Assert.Contains("3 sizes", fewSizes, StringComparison.Ordinal);
        var close = new[] { 100, 120, 150, 390 }.Select(labels => new CurvePoint(labels, 0.8, 0.01)).ToArray();
        Assert.Null(LearningCurveFit.Fit(close, out var smallRatio));
        Assert.Contains("3.9 times", smallRatio, StringComparison.Ordinal);
        Assert.NotNull(LearningCurveFit.Fit(curve, out var nothing));
        Assert.Null(nothing);
    }

    [Theory]
    [InlineData(0, 0.5, 0)]
    [InlineData(10, 1.5, 0)]
    [InlineData(10, double.NaN, 0)]
    [InlineData(10, 0.5, -1)]
    public void An_impossible_point_is_refused(int labels, double accuracy, double standardError)
        => Assert.Throws<ArgumentException>(() => LearningCurveFit.Fit([new(labels, accuracy, standardError)]));

    [Fact]
    public void The_order_of_the_points_does_not_matter()
    {
        var curve = Curve(labels => 0.9 - Math.Pow(labels, -0.4));

        Assert.Equal(
            LearningCurveFit.Fit(curve)!.Predict(5000),
            LearningCurveFit.Fit([.. curve.Reverse()])!.Predict(5000));
    }

    [SkippableTheory]
    [InlineData(0.05, 0.042)]
    [InlineData(0.1, 0.038)]
    [InlineData(0.25, 0.023)]
    [InlineData(0.5, 0.014)]
    public void On_real_curves_the_end_is_foretold_and_nine_of_ten_intervals_hold_it(double share, double errorMax)
    {
        var (errors, held) = (new List<double>(), new List<double>());
        foreach (var curve in CurveData.ReadAll().Where((_, index) => index % 4 == 0))
        {
            if (LearningCurveFit.Fit(curve.UpTo(share)) is not { } estimate)
                continue;
            var end = curve.Points[^1];
            var (mean, low, high) = estimate.Predict(end.Labels);
            errors.Add(Math.Abs(mean - end.Accuracy));
            held.Add(low <= end.Accuracy && end.Accuracy <= high ? 1 : 0);
        }

        Assert.True(errors.Average() <= errorMax, $"mean error {errors.Average():f4}");
        Assert.InRange(held.Average(), 0.86, 0.95);
    }

    private static CurvePoint[] Curve(Func<int, double> accuracy, double standardError = 0)
        => Array.ConvertAll(Sizes, labels => new CurvePoint(labels, accuracy(labels), standardError));
}
