using System.IO.Compression;
using System.Text.Json;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Benchmarks;

/// <summary>A labeled set in memory, as vectors: what is labeled, what models are measured on.</summary>
internal sealed record AcquisitionPool(
    SparseVector[] Items, int[] Labels, SparseVector[] Test, int[] TestLabels, ItemVectors Places, int LabelCount,
    int Buckets)
{
    private const int Dimension = 64;
    private const int SampleMax = 4_000;

    public static AcquisitionPool Read(string trainPath, string testPath, InputKind kind)
    {
        var (train, test) = (Rows(trainPath), Rows(testPath));
        var labels = train.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal).ToList();
        var options = new FeaturizerOptions(Inputs: kind);
        var featurizer = Featurizers.Of(options);
        SparseVector[] items = [.. train.Select(row => featurizer.Featurize(row.Input))];
        var sample = items.ToArray();
        new Random(7).Shuffle(sample);
        var space = LatentSpace.Fit(
            [.. sample.Take(SampleMax)], options.Buckets, Dimension, kind == InputKind.Text, new Random(1),
            CancellationToken.None);
        var places = new float[items.Length][];
        for (var item = 0; item < items.Length; item++)
            space.Project(items[item], places[item] = new float[space.Dimension]);
        return new(
            items,
            [.. train.Select(row => labels.IndexOf(row.Label))],
            [.. test.Select(row => featurizer.Featurize(row.Input))],
            [.. test.Select(row => labels.IndexOf(row.Label))],
            ItemVectors.OfRows(places),
            labels.Count,
            options.Buckets);
    }

    private static List<(string Input, string Label)> Rows(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var rows = new List<(string, string)>();
        if (path.EndsWith(".csv.gz", StringComparison.Ordinal))
        {
            reader.ReadLine();
            while (reader.ReadLine()?.Split(',') is { } cells)
                rows.Add(($"[{string.Join(',', cells[2..])}]", cells[1]));
            return rows;
        }
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var input = row.RootElement.TryGetProperty("text", out var text) ? text.GetString()! : line;
            rows.Add((input, row.RootElement.GetProperty("label").ToString()));
        }
        return rows;
    }
}
