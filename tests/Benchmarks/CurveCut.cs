using ActiveLabel.Domain.Sizing;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>A curve as it was known up to some size, and what it did later.</summary>
/// <param name="Kind">Which of <see cref="Kinds"/>.</param>
/// <param name="Weight">So that all kinds count the same in sum.</param>
internal sealed record CurveCut(int Kind, CurveData Curve, IReadOnlyList<CurvePoint> Seen, double Weight = 1)
{
    public static readonly string[] Kinds = ["5 % of size", "10 %", "25 %", "50 %", "25 % of points", "50 %"];

    /// <summary>Shorter curves are left out, and cuts that leave fewer points than the second number.</summary>
    private const int PointsMin = 9;
    private const int SeenMin = 5;

    private static readonly double[] Shares = [0.05, 0.1, 0.25, 0.5, 0.25, 0.5];

    public CurvePoint End => Curve.Points[^1];

    public double Ratio => End.Labels / (double)Seen[^1].Labels;

    public static CurveCut[] Of(IEnumerable<CurveData> curves)
    {
        var cuts = curves.Where(curve => curve.Points.Count >= PointsMin)
            .SelectMany(curve => Enumerable.Range(0, Kinds.Length).Select(kind => Cut(curve, kind)))
            .Where(cut => cut.Seen.Count >= SeenMin && cut.Seen.Count < cut.Curve.Points.Count).ToArray();
        var counts = cuts.CountBy(cut => cut.Kind).ToDictionary();
        return Array.ConvertAll(
            cuts, cut => cut with { Weight = cuts.Length / (double)Kinds.Length / counts[cut.Kind] });
    }

    private static CurveCut Cut(CurveData curve, int kind)
        => new(kind, curve, kind < 4
            ? curve.UpTo(Shares[kind])
            : [.. curve.Points.Take((int)Math.Round(curve.Points.Count * Shares[kind]))]);
}
