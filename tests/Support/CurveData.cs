using System.IO.Compression;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Tests.Support;

/// <summary>A real learning curve, by rising size.</summary>
public sealed record CurveData(int DatasetId, string Learner, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>Reads the public curves; the test is skipped where they are missing.</summary>
    public static IReadOnlyList<CurveData> ReadAll()
    {
        using var file = File.OpenRead(TestData.Path("curves", "lcdb11_open.csv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var rows = new List<string[]>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            rows.Add(line.Split(','));
        return [.. rows
            .GroupBy(row => (Dataset: int.Parse(row[0]), Learner: row[2]))
            .Select(curve => new CurveData(curve.Key.Dataset, curve.Key.Learner, [.. curve
                .Select(row => new CurvePoint(int.Parse(row[3]), double.Parse(row[4]), double.Parse(row[5])))
                .OrderBy(point => point.Labels)]))];
    }

    /// <returns>The points up to a share of the full size.</returns>
    public IReadOnlyList<CurvePoint> UpTo(double share)
        => [.. Points.Where(point => point.Labels <= share * Points[^1].Labels)];
}
