using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using ActiveLabel.Api.Tests.CommandLine;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Api.Tests.Simulation;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_oracle_labels_tickets_the_same_way_each_time()
    {
        await ApiProgram.RunAsync("tickets", _directory.PathOf("tickets.jsonl"), "--count", "400");
        string[] arguments =
            ["simulate", "--data", _directory.PathOf("tickets.jsonl"), "--oracle", "--budget", "150", "--out"];

        var first = await ApiProgram.RunAsync([.. arguments, _directory.PathOf("first")]);
        var second = await ApiProgram.RunAsync([.. arguments, _directory.PathOf("second")]);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        var curve = await File.ReadAllLinesAsync(Path.Combine(_directory.PathOf("first"), "curve.csv"));
        Assert.Equal(curve, await File.ReadAllLinesAsync(Path.Combine(_directory.PathOf("second"), "curve.csv")));
        Assert.Equal("strategy,seed,labels,judgements,accuracy,log_loss,ece,mean_confidence", curve[0]);
        var last = curve[^1].Split(',');
        Assert.Equal(("random", "150"), (last[0], last[2]));
        Assert.InRange(Number(last[4]), 0.6, 1);
    }

    [SkippableFact]
    public async Task A_crowd_labels_questions_in_the_order_of_each_strategy()
    {
        var ended = await ApiProgram.RunAsync(
            "simulate", "--data", Head(TestData.Path("text", "trec6", "train.jsonl.gz")),
            "--test", TestData.Path("text", "trec6", "test.jsonl.gz"), "--workers", "12", "--budget", "40",
            "--out", _directory.PathOf("out"));

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        var summary = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(_directory.PathOf("out"), "summary.json"))).RootElement;
        Assert.Equal(
            ["default", "random"],
            summary.GetProperty("final").EnumerateArray().Select(run => run.GetProperty("strategy").GetString()));
        Assert.All(summary.GetProperty("final").EnumerateArray(), run =>
        {
            var (labels, judgements) = (run.GetProperty("labels").GetInt32(), run.GetProperty("judgements").GetInt32());
            Assert.InRange(labels, 40, 52);
            Assert.InRange(judgements, labels, 4 * labels);
            Assert.Equal(500, run.GetProperty("measurement").GetProperty("items").GetInt32());
        });
    }

    [SkippableTheory]
    [InlineData(0.70, "image", "digits", "train.csv.gz", "test.csv.gz")]
    [InlineData(0.85, "linkage", "abt_buy", "pairs_train.jsonl.gz", "pairs_test.jsonl.gz")]
    [InlineData(0.55, "tabular", "segment", "train.csv.gz", "test.csv.gz")]
    public async Task Images_pairs_and_tables_are_labeled_as_texts_are(
        double accuracyMin, string kind, string name, string data, string test)
    {
        var ended = await ApiProgram.RunAsync(
            "simulate", "--data", Head(TestData.Path(kind, name, data)), "--test", TestData.Path(kind, name, test),
            "--oracle", "--strategy", "default", "--budget", "60", "--out", _directory.PathOf("out"));

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        var curve = await File.ReadAllLinesAsync(Path.Combine(_directory.PathOf("out"), "curve.csv"));
        var last = curve[^1].Split(',');
        // Every label that the oracle gave is counted, for calibration too: nothing is hidden in another arm.
        Assert.Equal(("60", "60"), (last[2], last[3]));
        Assert.InRange(Number(last[4]), accuracyMin, 1);
    }

    /// <summary>The beginning of a file: a small pool is as good a test.</summary>
    private string Head(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var head = _directory.PathOf(Path.GetFileNameWithoutExtension(path));
        File.WriteAllLines(head, Enumerable.Range(0, 301).Select(_ => reader.ReadLine() ?? ""));
        return head;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
