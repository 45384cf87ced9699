using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Domain.Tests.Sizing;

public sealed class CurvePosteriorTests
{
    private static readonly CurvePoint[] Points =
        [new(20, 0.55, 0.02), new(40, 0.66, 0.015), new(80, 0.71, 0.01), new(200, 0.79, 0.008)];

    [Fact]
    public void The_weights_are_those_of_the_formulas_written_out()
    {
        var curve = new SeenCurve(Points);
        var posterior = Posterior(curve);

        var expected = Expected();

        for (var index = 0; index < expected.Length; index++)
            Assert.Equal(expected[index], posterior.Weights[index], tolerance: 1e-6);
        Assert.Equal(1, posterior.Weights.Sum(), tolerance: 1e-9);
    }

    [Fact]
    public void Heights_are_the_least_squares_through_the_points()
    {
        var curve = new SeenCurve(Points);
        var posterior = Posterior(curve);

        // Whatever the shape: a step of the height in either direction makes the weighted squares larger.
        foreach (var index in new[] { 0, 100, 2_000, 5_000 })
        {
            var best = Squares(posterior, index, posterior.Heights[index]);
            Assert.True(Squares(posterior, index, posterior.Heights[index] + 0.001) > best);
            Assert.True(Squares(posterior, index, posterior.Heights[index] - 0.001) > best);
        }
    }

    [Fact]
    public void All_families_are_one_at_the_largest_size_and_fall_from_there()
        => Assert.All(CurveFamily.Shapes, shape =>
        {
            Assert.Equal(1, shape.At(500, 500), tolerance: 1e-12);
            Assert.True(shape.At(250, 500) > 1);
            Assert.True(shape.At(1000, 500) < 1);
            Assert.True(shape.At(500_000, 500) >= 0);
        });

    [Fact]
    public void The_learnt_prior_fits_the_grid_and_sums_to_one()
    {
        var prior = CurvePrior.Learnt;
        Assert.Equal(CurveFamily.All.Select(f => f.Exponents.Length), prior.Exponents.Select(row => row.Length));
        Assert.Equal(CurveFamily.All.Select(f => f.Scales.Length), prior.Scales.Select(row => row.Length));
        double[][] rows =
            [prior.Families, prior.Noises, .. prior.Exponents, .. prior.Scales, .. prior.Floors.SelectMany(f => f)];

        Assert.All(rows, row => Assert.Equal(1, row.Sum(), tolerance: 1e-3));
        Assert.All(prior.Floors.SelectMany(f => f), row => Assert.Equal(CurveFamily.FloorShares.Length, row.Length));
    }

    private static CurvePosterior Posterior(SeenCurve curve)
        => new(curve, CurvePrior.Learnt, LearningCurveFit.LogPriorsOf(CurvePrior.Learnt));

    private static double Squares(CurvePosterior posterior, int index, double height)
    {
        var (shape, noise, floor) = Parts(posterior, index);
        return Points.Sum(point => Math.Pow(
            1 - point.Accuracy - (height * H(shape, floor, point.Labels)), 2) / Variance(noise, point));
    }

    /// <summary>Plainly: one Gaussian density after another, and the height integrated by its closed form.</summary>
    private static double[] Expected()
    {
        var posterior = Posterior(new(Points));
        var logs = new double[posterior.Weights.Length];
        for (var index = 0; index < logs.Length; index++)
        {
            var (shape, noise, floor) = Parts(posterior, index);
            var prior = CurvePrior.Learnt;
            var hh = Points.Sum(p => 0.7 * Math.Pow(H(shape, floor, p.Labels), 2) / Variance(noise, p));
            var hy = Points.Sum(p => 0.7 * H(shape, floor, p.Labels) * (1 - p.Accuracy) / Variance(noise, p));
            logs[index] = Points.Sum(p => -0.7 / 2 * (Math.Log(Variance(noise, p))
                    + (Math.Pow(1 - p.Accuracy - (hy / hh * H(shape, floor, p.Labels)), 2) / Variance(noise, p))))
                - (Math.Log(hh) / 2)
                + Math.Log(prior.Families[shape.Family])
                + Math.Log(prior.Exponents[shape.Family][shape.ExponentIndex])
                + Math.Log(prior.Scales[shape.Family][shape.ScaleIndex])
                + Math.Log(prior.Floors[shape.Family][2][floor]) // 200 labels
                + Math.Log(prior.Noises[noise]);
        }
        var weights = Array.ConvertAll(logs, log => Math.Exp(log - logs.Max()));
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    private static (CurveShape Shape, int Noise, int Floor) Parts(CurvePosterior posterior, int index)
        => (CurveFamily.Shapes[index / (posterior.Noises * posterior.Floors)],
            index / posterior.Floors % posterior.Noises, index % posterior.Floors);

    private static double H(CurveShape shape, int floor, double labels)
    {
        var x = labels / 200;
        var g = shape.Kind switch
        {
            CurveKind.Power => Math.Pow(x + shape.Scale, -shape.Exponent) / Math.Pow(1 + shape.Scale, -shape.Exponent),
            CurveKind.Mmf => (1 + Math.Pow(1 / shape.Scale, shape.Exponent))
                / (1 + Math.Pow(x / shape.Scale, shape.Exponent)),
            CurveKind.Weibull => Math.Exp(-Math.Pow(x / shape.Scale, shape.Exponent))
                / Math.Exp(-Math.Pow(1 / shape.Scale, shape.Exponent)),
            _ => Math.Pow(Math.Log(labels + 1), -shape.Exponent) / Math.Pow(Math.Log(201), -shape.Exponent),
        };
        return CurveFamily.FloorShares[floor] + ((1 - CurveFamily.FloorShares[floor]) * g);
    }

    private static double Variance(int noise, CurvePoint point)
    {
        var error = (0.21 + 0.29) / 2;
        var magnitude = Math.Sqrt(error * (1 - error)) / 0.4;
        return Math.Pow(CurveFamily.Noises[noise] * magnitude, 2) * Math.Pow(200.0 / point.Labels, 2.5)
            + Math.Pow(point.StandardError, 2);
    }
}
