using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Xunit;

namespace ActiveLabel.Api.Tests.CommandLine;

/// <summary>The truth command as data scientists run it: a file in, numbers and a file out.</summary>
public sealed class TruthCommandTests : IDisposable
{
    // Nine items: Ann, Bob and Cyd are right on all of them, Dan always says "no".
    private static readonly string[] Truth = ["yes", "no", "yes", "no", "yes", "no", "yes", "yes", "no"];

    private static readonly string[] Keys =
    [
        "method", "items", "workers", "judgements", "classes", "iterations", "cpuSeconds", "accuracy", "logLoss", "ece",
    ];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task With_json_one_object_says_what_was_inferred_and_how_well()
    {
        var ended = await ApiProgram.RunAsync(
            "truth", "--judgements", Compressed("judgements.csv.gz"), "--truth", TruthFile(), "--json");

        using var json = JsonDocument.Parse(ended.Output);
        var root = json.RootElement;
        Assert.Equal(Keys, root.EnumerateObject().Select(property => property.Name));
        Assert.Equal("default", root.GetProperty("method").GetString());
        Assert.Equal(
            (9, 4, 36, 2),
            (Number(root, "items"), Number(root, "workers"), Number(root, "judgements"), Number(root, "classes")));
        Assert.True(Number(root, "iterations") > 0);
        Assert.True(root.GetProperty("cpuSeconds").GetDouble() > 0);
        Assert.Equal(1, root.GetProperty("accuracy").GetDouble());
        Assert.InRange(root.GetProperty("logLoss").GetDouble(), 0, 0.3);
        Assert.InRange(root.GetProperty("ece").GetDouble(), 0, 0.3);
    }

    [Fact]
    public async Task The_majority_is_scored_to_the_digit_ties_by_fractions()
    {
        var judgements = _directory.Write(
            "judgements.csv", "item,worker,label\na,1,x\na,2,x\na,3,y\nb,1,x\nb,2,y\nc,1,y\n");
        var truth = _directory.Write("truth.csv", "item,label\na,x\nb,y\nc,x\nnever,x\n");

        var ended = await ApiProgram.RunAsync(
            "truth", "--judgements", judgements, "--truth", truth, "--method", "majority-vote", "--json");

        using var json = JsonDocument.Parse(ended.Output);
        Assert.Equal((1 + 0.5 + 0) / 3, json.RootElement.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(
            -(Math.Log(2.0 / 3) + Math.Log(0.5) + Math.Log(1e-6)) / 3,
            json.RootElement.GetProperty("logLoss").GetDouble(),
            1e-9);
        Assert.Equal(
            (Math.Abs(1 - (2.0 / 3)) + Math.Abs(0.5 - 0.5) + Math.Abs(0 - 1)) / 3,
            json.RootElement.GetProperty("ece").GetDouble(),
            1e-9);
        Assert.StartsWith("1 items of the truth have no judgements", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_posterior_of_every_item_is_written_and_gold_is_certain()
    {
        var gold = _directory.Write("gold.csv", "item,label\ni3,no\n");
        var file = _directory.PathOf("posterior.csv");

        var ended = await ApiProgram.RunAsync(
            "truth", "--judgements", Plain("judgements.csv"), "--gold", gold, "--out", file);

        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("item,label,confidence,no,yes", lines[0]);
        Assert.Equal(10, lines.Length);
        Assert.Equal("i3,no,1,1,0", lines[4]);
        Assert.Equal(Truth, lines.Skip(1).Select(line => line.Split(',')[1]));
        Assert.Contains("36 judgements of 9 items by 4 workers", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_gold_is_not_scored()
    {
        var gold = _directory.Write("gold.csv", "item,label\ni0,no\n");
        var truth = _directory.Write("truth.csv", "item,label\ni0,no\ni1,yes\n");

        var ended = await ApiProgram.RunAsync(
            "truth", "--judgements", Plain("judgements.csv"), "--gold", gold, "--truth", truth);

        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("1 items of the truth are gold and not scored", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_spreadsheet_would_take_for_a_formula_is_written_as_a_text()
    {
        var judgements = _directory.Write(
            "formulas.csv", "item,worker,label\n=1+1,1,@x\n=1+1,2,@x\nplain,1,-y\nplain,2,-y\n");
        var file = _directory.PathOf("posterior.csv");

        await ApiProgram.RunAsync("truth", "--judgements", judgements, "--out", file);

        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("'=1+1,'@x,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("plain,'-y,", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no column 'worker'", "item,label\na,x\n")]
    [InlineData("line 3: the label is empty", "item,worker,label\na,1,x\na,2,\n")]
    [InlineData("line 3: worker '1' has judged item 'a' before", "item,worker,label\na,1,x\na,1,y\n")]
    [InlineData("line 3: The row has 2 columns", "item,worker,label\na,1,x\na,2\n")]
    [InlineData("has only the label 'x'", "item,worker,label\na,1,x\nb,1,x\n")]
    [InlineData("has no rows", "item,worker,label\n")]
    [InlineData("The file is empty", "")]
    public async Task What_is_wrong_with_a_file_is_one_sentence(string expected, string content)
        => await FailsAsync(expected, "--judgements", _directory.Write("judgements.csv", content));

    [Fact]
    public async Task What_is_wrong_with_a_request_is_one_sentence()
    {
        var judgements = Plain("judgements.csv");
        var strange = _directory.Write("truth.csv", "item,label\nz,yes\n");
        var twice = _directory.Write("twice.csv", "item,label\ni0,yes\ni0,no\n");

        await FailsAsync("There is no file", "--judgements", "/nowhere.csv");
        await FailsAsync("'guess' is no method; there are", "--judgements", judgements, "--method", "guess");
        await FailsAsync("do both files name items alike?", "--judgements", judgements, "--truth", strange);
        await FailsAsync(
            "would be scored against themselves", "--judgements", judgements, "--gold", strange, "--truth", strange);
        await FailsAsync("line 3: item 'i0' is there twice", "--judgements", judgements, "--gold", twice);
    }

    private static string Content()
    {
        var rows = new StringBuilder("item,worker,label\n");
        for (var item = 0; item < Truth.Length; item++)
            rows.Append($"i{item},Ann,{Truth[item]}\ni{item},Bob,{Truth[item]}\n")
                .Append($"i{item},Cyd,{Truth[item]}\ni{item},Dan,no\n");
        return rows.ToString();
    }

    private static int Number(JsonElement root, string name) => root.GetProperty(name).GetInt32();

    private static async Task FailsAsync(string expected, params string[] arguments)
    {
        var ended = await ApiProgram.RunAsync(["truth", .. arguments]);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(expected, ended.Error, StringComparison.Ordinal);
        Assert.Contains(expected, ended.Error.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    private string Plain(string name) => _directory.Write(name, Content());

    private string Compressed(string name)
    {
        using var gzip = new GZipStream(File.Create(_directory.PathOf(name)), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(Content()));
        return _directory.PathOf(name);
    }

    private string TruthFile()
        => _directory.Write(
            "truth.csv",
            "item,label\n" + string.Concat(Truth.Select((label, item) => $"i{item},{label}\n")));
}
