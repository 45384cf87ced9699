using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace ActiveLabel.Api.Tests.CommandLine;

public sealed class SizingCommandTests : IDisposable
{
    private static readonly int[] Sizes = [16, 32, 64, 128, 256, 512, 1024, 2048];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Each_group_is_a_line_with_the_forecast_of_its_full_size()
    {
        var file = Write("points.csv.gz");

        var ended = await ApiProgram.RunAsync(
            "sizing", "--points", file, "--group", "dataset_id,learner", "--upto", "0.25", "--target", "0.85",
            "--json");

        Assert.Equal(0, ended.ExitCode);
        var lines = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(3, lines.Length);
        var curve = lines[0];
        Assert.Equal("7", curve.GetProperty("group").GetProperty("dataset_id").GetString());
        Assert.Equal("steep, \"quoted\"", curve.GetProperty("group").GetProperty("learner").GetString());
        Assert.Equal(2048, curve.GetProperty("fullSize").GetInt32());
        Assert.Equal(Steep(2048), curve.GetProperty("predicted").GetDouble(), tolerance: 0.01);
        var (wide, narrow) = (Interval(curve, "interval90"), Interval(curve, "interval80"));
        Assert.True(wide.Low <= narrow.Low && narrow.Low < narrow.High && narrow.High <= wide.High);
        Assert.InRange(Steep(2048), wide.Low, wide.High);
        Assert.InRange(curve.GetProperty("labelsToTarget").GetInt32(), 300, 550); // 400 by the law itself
        Assert.Equal(2, curve.GetProperty("labelsInterval80").GetArrayLength());
        Assert.False(curve.TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task Points_that_say_nothing_are_refused_with_what_is_missing()
    {
        var ended = await ApiProgram.RunAsync(
            "sizing", "--points", Write("points.csv.gz"), "--group", "dataset_id,learner", "--upto", "0.25", "--json");

        var few = JsonDocument.Parse(ended.Output.Split('\n')[2]).RootElement;
        Assert.Equal(JsonValueKind.Null, few.GetProperty("predicted").ValueKind);
        Assert.Equal(JsonValueKind.Null, few.GetProperty("interval90").ValueKind);
        Assert.Equal("INSUFFICIENT_DATA", few.GetProperty("reason").GetString());
        Assert.Contains("at least 4 are needed", few.GetProperty("missing").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_points_give_the_same_answer_in_words_too()
    {
        var file = _directory.Write(
            "one.csv", "n,accuracy\n" + string.Concat(Sizes.Select(n => Invariant($"{n},{Steep(n)}\n"))));

        var first = await ApiProgram.RunAsync("sizing", "--points", file, "--target", "0.9");
        var second = await ApiProgram.RunAsync("sizing", "--points", file, "--target", "0.9");

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(first.Output, second.Output);
        Assert.Contains("with 2048 labels, with 90 % certainty between", first.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no file", "n,accuracy\n", "--points", "/nowhere.csv")]
    [InlineData("there is no column 'learner'", "n,accuracy\n10,0.5\n", "--points", "FILE", "--group", "learner")]
    [InlineData("line 3: n must be 1 to", "n,accuracy\n10,0.5\n20,1.5\n", "--points", "FILE")]
    [InlineData("line 2: n must be 1 to", "n,accuracy\nten,0.5\n", "--points", "FILE")]
    [InlineData("line 2: n must be 1 to 1000000000", "n,accuracy\n1e300,0.5\n", "--points", "FILE")]
    [InlineData("is no text; it must be UTF-8", "\u0001\uFFFDq\u0002\n", "--points", "FILE")]
    [InlineData("has no rows", "n,accuracy\n", "--points", "FILE")]
    [InlineData("--upto must lie", "n,accuracy\n10,0.5\n", "--points", "FILE", "--upto", "1.5")]
    [InlineData("--target must lie", "n,accuracy\n10,0.5\n", "--points", "FILE", "--target", "1")]
    public async Task What_cannot_be_used_is_1_and_a_sentence(
        string expected, string content, params string[] arguments)
    {
        var file = _directory.Write("bad.csv", content);

        var ended = await ApiProgram.RunAsync(
            ["sizing", .. arguments.Select(argument => argument == "FILE" ? file : argument)]);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(expected, ended.Error, StringComparison.Ordinal);
    }

    private string Write(string name)
    {
        var path = _directory.PathOf(name);
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        writer.Write("dataset_id,learner,n,accuracy,stderr\n");
        foreach (var n in Sizes)
        {
            writer.Write(Invariant($"7,\"steep, \"\"quoted\"\"\",{n},{Steep(n)},0.002\n"));
            writer.Write(Invariant($"7,flat,{n},{0.7 - (0.4 / n)},0.002\n"));
        }
        writer.Write("8,few,16,0.5,0.01\n8,few,1000,0.9,0.01\n");
        return path;
    }

    private static double Steep(int labels) => 0.9 - Math.Pow(labels, -0.5);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static (double Low, double High) Interval(JsonElement curve, string name)
        => (curve.GetProperty(name)[0].GetDouble(), curve.GetProperty(name)[1].GetDouble());
}
