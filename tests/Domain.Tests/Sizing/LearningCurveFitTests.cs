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
            var forecast = estimate.Predict(labels);
            Assert.Equal(Accuracy(labels), forecast.Expected, tolerance: 0.01);
            Assert.InRange(Accuracy(labels), forecast.Low90, forecast.High90);
        });
    }

    [Fact]
    public void The_labels_for_a_target_lie_where_the_law_reaches_it()
    {
        double Accuracy(int labels) => 1 - 0.02 - (1.5 * Math.Pow(labels, -0.5));
        var estimate = LearningCurveFit.Fit(Curve(Accuracy))!;

        var needed = estimate.LabelsFor(0.95);

        Assert.Equal(LabelsForTargetStatus.Ok, needed.Status);
        Assert.InRange(needed.Median!.Value, 1700, 3600); // 2,500 by the law itself
        Assert.InRange(2500, needed.Low80!.Value, needed.High80 ?? int.MaxValue);
        Assert.True(needed.Low80 < needed.Median);
        Assert.True(needed.Quantiles.With80 is null || needed.Quantiles.With80 > needed.Quantiles.With50);
        Assert.True(needed.Quantiles.With90 is null || needed.Quantiles.With90 > needed.Quantiles.With80);
        Assert.InRange(needed.Reachable, 0.5, 1);
    }

    [Fact]
    public void Draws_of_one_size_do_not_pretend_to_be_control_arms_of_their_own()
    {
        double Accuracy(int labels) => 1 - 0.08 - (1.2 * Math.Pow(labels, -0.5));
        var once = Curve(Accuracy, standardError: 0.04);
        // Nine draws that agree, and nine that scatter about the same means.
        var agreeing = once.SelectMany(point => Enumerable.Repeat(point, 9)).ToList();
        var scattered = once.SelectMany(point => Enumerable.Range(-4, 9).Select(
            draw => point with { Accuracy = point.Accuracy + (0.02 * draw) })).ToList();

        var widths = new[] { [.. once], agreeing, scattered }.Select(points =>
        {
            var forecast = LearningCurveFit.Fit(points)!.Predict(1_600);
            return forecast.High90 - forecast.Low90;
        }).ToList();

        Assert.Equal(widths[0], widths[1], tolerance: 1e-9);
        Assert.True(widths[2] > widths[1], $"{widths[2]} is not wider than {widths[1]}.");
    }

    [Fact]
    public void A_target_already_passed_lies_within_what_was_seen()
    {
        var needed = LearningCurveFit.Fit(Curve(labels => 0.95 - (1.2 * Math.Pow(labels, -0.5))))!.LabelsFor(0.85);

        Assert.InRange(needed.Median!.Value, 120, 170); // 144 by the law itself
        Assert.InRange(needed.High80!.Value, needed.Median!.Value, 400);
        Assert.True(needed.Reachable > 0.99);
    }

    [Fact]
    public void A_target_above_a_flat_curve_is_out_of_reach_and_labeling_should_stop()
    {
        var estimate = LearningCurveFit.Fit(Curve(labels => labels < 50 ? 0.6 : 0.8, standardError: 0.003))!;

        var needed = estimate.LabelsFor(0.995);

        Assert.Equal(LabelsForTargetStatus.Unreachable, needed.Status);
        Assert.Null(needed.Median);
        Assert.Null(needed.High80);
        Assert.Contains("0.995 is reached with a probability of", needed.Reason, StringComparison.Ordinal);
        Assert.Equal(StopAdvice.StopUnreachable, estimate.AdviceFor(800, 0.995));
    }

    [Fact]
    public void Labeling_goes_on_while_it_pays_and_stops_at_the_target()
    {
        var estimate = LearningCurveFit.Fit(
            Curve(labels => 0.95 - (1.2 * Math.Pow(labels, -0.5)), standardError: 0.002))!;

        Assert.Equal(StopAdvice.Continue, estimate.AdviceFor(800, 0.93));
        Assert.Equal(StopAdvice.StopReached, estimate.AdviceFor(800, 0.85));
        Assert.Equal(0.0137, estimate.GainOf(800, 1000), tolerance: 0.004); // by the law itself
        Assert.Equal(0, estimate.GainOf(800, 0));
    }

    [Fact]
    public void A_level_curve_below_the_target_says_that_more_labels_do_not_help()
    {
        var estimate = LearningCurveFit.Fit(
            [.. Enumerable.Range(0, 12).Select(step => new CurvePoint(
                50 << step, 0.8 - (3.0 / (50 << step)), 0.001))])!;

        Assert.Equal(StopAdvice.StopFlat, estimate.AdviceFor(50 << 11, 0.81));
    }

    [Fact]
    public void Wild_points_on_a_tiny_control_arm_say_how_many_items_it_needs()
    {
        var estimate = LearningCurveFit.Fit(Curve(labels => labels < 200 ? 0.3 : 0.6, standardError: 0.25))!;

        var gap = estimate.Gap(controlItems: 4)!.Value;

        Assert.Equal(SizingGapKind.ControlItems, gap.Kind);
        Assert.InRange(gap.Need, 30, 60); // the error falls with the root of the items
        Assert.Contains("control arm has 4 items", gap.Message, StringComparison.Ordinal);
        Assert.Equal(SizingGapKind.IntervalWidth, estimate.Gap()!.Value.Kind);
        Assert.Null(LearningCurveFit.Fit(Curve(labels => 0.9 - Math.Pow(labels, -0.5)))!.Gap(controlItems: 500));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void More_labels_never_hurt_and_the_wider_interval_holds_the_narrower(int seed)
    {
        var random = new Random(seed);
        var estimate = LearningCurveFit.Fit(Curve(_ => random.NextDouble()))!;

        var predictions = Enumerable.Range(0, 12).Select(step => estimate.Predict(25 << step)).ToArray();

        Assert.All(predictions, p => Assert.True(0 <= p.Low90 && p.Low90 <= p.Low80 && p.Low80 <= p.Expected));
        Assert.All(predictions, p => Assert.True(p.Expected <= p.High80 && p.High80 <= p.High90 && p.High90 <= 1));
        var steps = predictions.Zip(predictions.Skip(1));
        Assert.All(steps, step => Assert.True(step.Second.Expected >= step.First.Expected - 1e-12));
    }

    [Fact]
    public void Noise_of_the_control_arm_widens_the_interval()
    {
        double Accuracy(int labels) => 0.9 - Math.Pow(labels, -0.5);
        var exact = LearningCurveFit.Fit(Curve(Accuracy))!.Predict(1600);
        var noisy = LearningCurveFit.Fit(Curve(Accuracy, standardError: 0.03))!.Predict(1600);

        Assert.Equal(exact.Expected, noisy.Expected, tolerance: 0.02);
        Assert.True(noisy.High90 - noisy.Low90 > exact.High90 - exact.Low90 + 0.05);
    }

    [Fact]
    public void Too_few_sizes_say_why_they_say_nothing()
    {
        var curve = Curve(labels => 0.9 - Math.Pow(labels, -0.5));

        Assert.Null(LearningCurveFit.Fit([.. curve.Take(3), curve[0]], out var fewSizes));
        Assert.Equal(new(SizingGapKind.Sizes, 3, 4), fewSizes);
        Assert.Contains("3 sizes", fewSizes!.Value.Message, StringComparison.Ordinal);
        var close = new[] { 100, 120, 150, 240 }.Select(labels => new CurvePoint(labels, 0.8, 0.01)).ToArray();
        Assert.Null(LearningCurveFit.Fit(close, out var smallRatio));
        Assert.Contains("2.4 times", smallRatio!.Value.Message, StringComparison.Ordinal);
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
    [InlineData(0.05, 0.036, 0.067)]
    [InlineData(0.1, 0.033, 0.063)]
    [InlineData(0.25, 0.021, 0.0389)]
    [InlineData(0.5, 0.0125, 0.0208)]
    public void On_real_curves_the_end_is_foretold_and_nine_of_ten_intervals_hold_it(
        double share, double errorMax, double halfWidthMax)
    {
        var (errors, held80, held90, halfWidths)
            = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var curve in CurveData.ReadAll().Where((_, index) => index % 4 == 0))
        {
            if (curve.UpTo(share) is not { Count: >= 5 } seen || LearningCurveFit.Fit(seen) is not { } estimate)
                continue;
            var end = curve.Points[^1];
            var forecast = estimate.Predict(end.Labels);
            errors.Add(Math.Abs(forecast.Expected - end.Accuracy));
            held80.Add(forecast.Low80 <= end.Accuracy && end.Accuracy <= forecast.High80 ? 1 : 0);
            held90.Add(forecast.Low90 <= end.Accuracy && end.Accuracy <= forecast.High90 ? 1 : 0);
            halfWidths.Add((forecast.High90 - forecast.Low90) / 2);
        }

        Assert.True(errors.Average() <= errorMax, $"mean error {errors.Average():f4}");
        Assert.True(halfWidths.Average() <= halfWidthMax, $"half width {halfWidths.Average():f4}");
        Assert.InRange(held80.Average(), 0.77, 0.84);
        Assert.InRange(held90.Average(), 0.88, 0.92);
    }

    private static CurvePoint[] Curve(Func<int, double> accuracy, double standardError = 0)
        => Array.ConvertAll(Sizes, labels => new CurvePoint(labels, accuracy(labels), standardError));
}
