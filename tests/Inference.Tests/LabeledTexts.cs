using System.IO.Compression;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Inference.Tests;

/// <summary>A public data set of labeled texts; tests that ask for it are skipped where it is missing.</summary>
internal sealed record LabeledTexts(IReadOnlyList<string> Labels, IReadOnlyList<(string Text, int Label)> Rows)
{
    public static (LabeledTexts Training, LabeledTexts Test) Load(string name)
    {
        var (training, test) = (Read(name, "train"), Read(name, "test"));
        string[] labels = [.. training.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        return (new(labels, Index(training)), new(labels, Index(test)));

        (string Text, int Label)[] Index(IEnumerable<(string Text, string Label)> rows)
            => [.. rows.Select(row => (row.Text, Array.IndexOf(labels, row.Label)))];
    }

    /// <returns>Some of the rows, drawn by the seed.</returns>
    public LabeledTexts Draw(int count, int seed)
    {
        var rows = Rows.ToArray();
        new Random(seed).Shuffle(rows);
        return this with { Rows = rows[..count] };
    }

    public TrainingRequest Request(int seed = 1, IReadOnlyList<TrainingExample>? calibration = null)
        => new(new("texts", 1), Labels, [.. Rows.Select(Example)], calibration ?? [], seed);

    public TrainingExample Example((string Text, int Label) row)
    {
        var target = new float[Labels.Count];
        target[row.Label] = 1;
        return new(row.Text, target);
    }

    public double Accuracy(ReadOnlySpan<float> probabilities)
    {
        var right = 0;
        for (var index = 0; index < Rows.Count; index++)
        {
            var row = probabilities.Slice(index * Labels.Count, Labels.Count);
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row) == Rows[index].Label ? 1 : 0;
        }
        return right / (double)Rows.Count;
    }

    private static List<(string Text, string Label)> Read(string name, string part)
    {
        using var file = File.OpenRead(TestData.Path("text", name, $"{part}.jsonl.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var rows = new List<(string, string)>();
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            rows.Add((Column("text"), Column("label")));

            string Column(string column) => row.RootElement.GetProperty(column).GetString()!;
        }
        return rows;
    }
}
