using System.IO.Compression;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Tests.Support;

/// <summary>A real crowd's judgements, and the truth of some of its items by which they are scored.</summary>
public sealed record CrowdData(JudgementSet Judgements, IReadOnlyList<(int Item, int Label)> Truth)
{
    /// <summary>The single-choice sets below <c>crowd/</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "bluebird", "rte", "temporal", "dog", "face", "web", "product", "possent", "music", "cf_amt", "cf", "labelme",
        "trec", "s_rel", "s_adult",
    ];

    /// <summary>Reads a set; the test is skipped where it is missing.</summary>
    public static CrowdData Read(string name)
    {
        var suffix = name is "trec" or "s_rel" or "s_adult" ? ".csv.gz" : ".csv";
        var judgements = ReadRows(TestData.Path("crowd", name, "judgements" + suffix));
        var truth = ReadRows(TestData.Path("crowd", name, "truth.csv"));
        var set = JudgementSet.Build(
            1 + Math.Max(judgements.Max(row => row[0]), truth.Max(row => row[0])),
            1 + judgements.Max(row => row[1]),
            1 + Math.Max(judgements.Max(row => row[2]), truth.Max(row => row[1])),
            judgements.Select(row => (row[0], row[1], row[2])));
        return new(set, truth.ConvertAll(row => (row[0], row[1])));
    }

    /// <summary>The same crowd after each item was judged by so many of its workers, chosen at random.</summary>
    public CrowdData Thin(int judgementsPerItem, Random random)
    {
        var kept = new List<(int, int, int)>();
        for (var item = 0; item < Judgements.ItemCount; item++)
        {
            var order = Enumerable.Range(0, Judgements.ItemOffsets[item + 1] - Judgements.ItemOffsets[item]).ToArray();
            random.Shuffle(order);
            foreach (var j in order.Take(judgementsPerItem).Select(index => Judgements.ItemOffsets[item] + index))
                kept.Add((item, Judgements.Workers[j], Judgements.Labels[j]));
        }
        var set = JudgementSet.Build(Judgements.ItemCount, Judgements.WorkerCount, Judgements.LabelCount, kept);
        return this with { Judgements = set };
    }

    public double AccuracyOf(TruthEstimate estimate)
        => Truth.Average(row => estimate.Top(row.Item) == row.Label ? 1.0 : 0.0);

    /// <returns>The mean log loss of the reported posterior, in nats; probabilities clipped at 1e-6.</returns>
    public double LogLossOf(TruthEstimate estimate)
        => Truth.Average(row => -Math.Log(Math.Max(estimate.PosteriorOf(row.Item)[row.Label], 1e-6)));

    private static List<int[]> ReadRows(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(stream);
        var rows = new List<int[]>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            rows.Add(line.Split(',').Select(int.Parse).ToArray());
        return rows;
    }
}
