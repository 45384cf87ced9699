namespace ActiveLabel.Domain.Sizing;

/// <summary>The points of a curve that a fit rests on: one for each size, by rising size.</summary>
/// <remarks>
/// The points scatter about any smooth curve by their own standard error and by what no family can follow: a noise
/// σ · m, where m depends on the error reached so far. It counts more the further a point lies before the last one
/// (variance × (n_last / n)^2.5), because the end of a curve says most about what follows, and more with the distance
/// ahead (variance × (n / n_last)^0.5).
/// </remarks>
internal sealed class SeenCurve
{
    private const double VarianceBefore = 2.5;
    private const double VarianceAhead = 0.5;
    private const double MagnitudeOfErrorHalf = 0.4;

    private readonly double _magnitude;

    public SeenCurve(CurvePoint[] sizes)
    {
        Sizes = Array.ConvertAll(sizes, size => (double)size.Labels);
        Errors = Array.ConvertAll(sizes, size => 1 - size.Accuracy);
        StandardErrors = Array.ConvertAll(sizes, size => size.StandardError);
        var error = Math.Max(0.01, (Errors[^1] + Errors[^2]) / 2);
        _magnitude = Math.Sqrt(error * (1 - Math.Min(0.9, error))) / MagnitudeOfErrorHalf;
    }

    public double[] Sizes { get; }

    /// <summary>1 - accuracy.</summary>
    public double[] Errors { get; }

    public double[] StandardErrors { get; }

    public double Last => Sizes[^1];

    /// <summary>Which prior for the asymptote applies: short curves have more before them than long ones.</summary>
    public int LengthClass => LengthClassOf(Last);

    /// <summary>Of a point about the curve that is fitted to it.</summary>
    /// <param name="noise">σ, one of <see cref="CurveFamily.Noises"/>.</param>
    public double Variance(double noise, double labels, double standardError)
        => labels <= Last
            ? VarianceOf(noise, Math.Pow(Last / labels, VarianceBefore), standardError)
            : ForecastVariance(noise, labels);

    /// <summary>Of a measurement about the curve that foretells it; as exact as the last one.</summary>
    public double ForecastVariance(double noise, double labels)
        => VarianceOf(noise, Math.Pow(Math.Max(1, labels / Last), VarianceAhead), StandardErrors[^1]);

    private double VarianceOf(double noise, double distance, double standardError)
        => (noise * noise * _magnitude * _magnitude * distance) + (standardError * standardError);

    private static int LengthClassOf(double last) => last switch
    {
        < 70 => 0,
        < 200 => 1,
        < 700 => 2,
        _ => 3,
    };
}
