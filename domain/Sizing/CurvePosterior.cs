namespace ActiveLabel.Domain.Sizing;

/// <summary>How probable every candidate curve is, given the points.</summary>
/// <remarks>
/// A candidate is a shape g, a floor share q and a noise σ; its error is a · h(n), h = q + (1 - q) · g, with the height
/// a ≥ 0 integrated out (flat prior; a is the error at n_last, on one scale for all candidates). With weights
/// w_i = τ / variance_i: S_hh = Σ w h², S_hy = Σ w h y, S_yy = Σ w y², a = S_hy / S_hh, and
/// ln P(points | candidate) = Σ τ ln(w_i) / 2 - (S_yy - S_hy² / S_hh) / 2 - ln(S_hh) / 2. τ &lt; 1 because neighbouring
/// points share training labels and are not independent.
/// </remarks>
internal sealed class CurvePosterior
{
    private const double Temper = 0.7;
    private const double LogWeightMin = -16;

    private readonly SeenCurve _curve;
    private readonly double[] _sizes;
    private readonly double[] _errors;
    private readonly NoiseSums[] _noises;

    /// <param name="after">What the curve did later, for learning the prior; weighed in full.</param>
    public CurvePosterior(SeenCurve curve, CurvePrior prior, double[][] logPriors, CurvePoint? after = null)
    {
        _curve = curve;
        _sizes = after is { } end ? [.. curve.Sizes, end.Labels] : curve.Sizes;
        _errors = after is { } point ? [.. curve.Errors, 1 - point.Accuracy] : curve.Errors;
        _noises = Array.ConvertAll(CurveFamily.Noises, SumsOf);
        (Floors, Noises) = (CurveFamily.FloorShares.Length, CurveFamily.Noises.Length);
        Weights = new double[CurveFamily.Shapes.Length * Noises * Floors];
        Heights = new double[Weights.Length];
        HeightVariances = new double[Weights.Length];
        LogEvidence = Fill(logPriors[curve.LengthClass], Array.ConvertAll(prior.Noises, Math.Log));
    }

    public int Floors { get; }

    public int Noises { get; }

    /// <summary>Sum to one; by shape, noise and floor: (shape × noises + noise) × floors + floor.</summary>
    public double[] Weights { get; }

    /// <summary>a, in the order of <see cref="Weights"/>.</summary>
    public double[] Heights { get; }

    /// <summary>1 / S_hh, in the order of <see cref="Weights"/>.</summary>
    public double[] HeightVariances { get; }

    /// <summary>ln P(points).</summary>
    public double LogEvidence { get; }

    private NoiseSums SumsOf(double noise)
    {
        var sums = new NoiseSums(new double[_sizes.Length]);
        for (var point = 0; point < _sizes.Length; point++)
        {
            var isSeen = point < _curve.Sizes.Length;
            var standardError = _curve.StandardErrors[isSeen ? point : ^1];
            var temper = isSeen ? Temper : 1;
            var variance = _curve.Variance(noise, _sizes[point], standardError);
            var (weight, y) = (temper / variance, _errors[point]);
            sums.Weights[point] = weight;
            sums.LogDensity -= temper * Math.Log(variance) / 2;
            sums.One += weight;
            sums.Y += weight * y;
            sums.YY += weight * y * y;
        }
        return sums;
    }

    private double Fill(double[] logPriors, double[] logNoises)
    {
        var highest = double.NegativeInfinity;
        var g = new double[_sizes.Length];
        for (var shape = 0; shape < CurveFamily.Shapes.Length; shape++)
        {
            for (var point = 0; point < g.Length; point++)
                g[point] = CurveFamily.Shapes[shape].At(_sizes[point], _curve.Last);
            for (var noise = 0; noise < Noises; noise++)
                highest = Math.Max(highest, FillShape(shape, noise, g, logPriors, logNoises[noise], highest));
        }
        var sum = 0.0;
        for (var index = 0; index < Weights.Length; index++)
        {
            var log = Weights[index] - highest;
            Weights[index] = log < LogWeightMin ? 0 : Math.Exp(log);
            sum += Weights[index];
        }
        for (var index = 0; index < Weights.Length; index++)
            Weights[index] /= sum;
        return highest + Math.Log(sum);
    }

    private double FillShape(
        int shape, int noise, double[] g, double[] logPriors, double logNoise, double highest)
    {
        var sums = _noises[noise];
        var (wg, wgg, wgy) = (0.0, 0.0, 0.0);
        for (var point = 0; point < g.Length; point++)
        {
            var weighted = sums.Weights[point] * g[point];
            wg += weighted;
            wgg += weighted * g[point];
            wgy += weighted * _errors[point];
        }
        for (var floor = 0; floor < Floors; floor++)
        {
            var q = CurveFamily.FloorShares[floor];
            var hh = (q * q * sums.One) + (2 * q * (1 - q) * wg) + ((1 - q) * (1 - q) * wgg);
            var hy = (q * sums.Y) + ((1 - q) * wgy);
            var index = (((shape * Noises) + noise) * Floors) + floor;
            (Heights[index], HeightVariances[index]) = (hy / hh, 1 / hh);
            var log = sums.LogDensity - ((sums.YY - (hy * hy / hh)) / 2) + logNoise
                + logPriors[(shape * Floors) + floor];
            // The last term costs a logarithm, and for most candidates the others already say: negligible.
            var bound = log - (Math.Log(Math.Min(sums.One, hh)) / 2);
            Weights[index] = bound < highest + LogWeightMin ? double.NegativeInfinity : log - (Math.Log(hh) / 2);
            highest = Math.Max(highest, Weights[index]);
        }
        return highest;
    }

    private sealed class NoiseSums(double[] weights)
    {
        public double[] Weights { get; } = weights;
        public double LogDensity { get; set; }
        public double One { get; set; }
        public double Y { get; set; }
        public double YY { get; set; }
    }
}
