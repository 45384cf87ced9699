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

    /// <summary>The same crowd after so many judgements an item in the mean, chosen at random among all.</summary>
    public CrowdData Scatter(int judgementsPerItem, Random random)
    {
        var order = Enumerable.Range(0, Judgements.Count).ToArray();
        random.Shuffle(order);
        var items = new int[Judgements.Count];
        for (var item = 0; item < Judgements.ItemCount; item++)
            items.AsSpan(Judgements.ItemOffsets[item]..Judgements.ItemOffsets[item + 1]).Fill(item);
        var kept = order.Take(judgementsPerItem * Judgements.ItemCount)
            .Select(j => (items[j], Judgements.Workers[j], Judgements.Labels[j]));
        var set = JudgementSet.Build(Judgements.ItemCount, Judgements.WorkerCount, Judgements.LabelCount, kept);
        return this with { Judgements = set };
    }

    /// <returns>How good the reported posterior is on the items that were judged.</returns>
    public TruthScore ScoreOf(TruthEstimate estimate)
    {
        var truth = new int[estimate.ItemCount];
        Array.Fill(truth, JudgementSet.Unknown);
        foreach (var (item, label) in Truth)
            if (Judgements.ItemOffsets[item] < Judgements.ItemOffsets[item + 1])
                truth[item] = label;
        return TruthScore.Of(estimate, truth)!;
    }

    /// <returns>Of the items whose label is reported with this confidence or more, the share that is right.</returns>
    public double? AccuracyAbove(TruthEstimate estimate, double confidence)
    {
        var sure = Truth.Where(row => estimate.PosteriorOf(row.Item)[estimate.Top(row.Item)] >= confidence).ToArray();
        return sure.Length == 0 ? null : sure.Average(row => estimate.Top(row.Item) == row.Label ? 1.0 : 0.0);
    }

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
