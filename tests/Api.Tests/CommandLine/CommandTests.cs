using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace ActiveLabel.Api.Tests.CommandLine;

/// <summary>Commands as scripts run them: what they print and how they end.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => _directory.PathOf("data");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("import")]
    [InlineData("simulate")]
    [InlineData("migrate")]
    [InlineData("tickets")]
    [InlineData("truth")]
    [InlineData("sizing")]
    public async Task Help_is_everywhere(params string[] command)
    {
        var ended = await ApiProgram.RunAsync([.. command, "--help"]);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("Usage:", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--wrong", "serve", "--wrong")]
    [InlineData("'many'", "demo", "--items", "many")]
    [InlineData("--data", "simulate")]
    [InlineData("'oracle'", "oracle")]
    public async Task A_wrong_command_line_is_2(string expected, params string[] arguments)
    {
        var ended = await ApiProgram.RunAsync(arguments);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(expected, ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no file", "simulate", "--data", "/nowhere.jsonl")]
    [InlineData("There is no file", "import", "1", "/nowhere.jsonl", "--data-directory", "DATA")]
    [InlineData("neither .csv nor .jsonl", "import", "1", "/etc/hostname", "--data-directory", "DATA")]
    [InlineData("ACTIVELABEL_CONNECTION", "migrate", "--database", "postgresql")]
    [InlineData("between 50 and", "demo", "--items", "3")]
    [InlineData("must lie between", "tickets", "out.jsonl", "--count", "0")]
    [InlineData("Invalid url", "serve", "--url", "nonsense", "--data-directory", "DATA")]
    public Task What_cannot_be_done_is_1_and_a_sentence(string expected, params string[] arguments)
        => FailsAsync(expected, [.. arguments.Select(argument => argument == "DATA" ? Data : argument)]);

    [Fact]
    public async Task A_taken_port_is_1_and_a_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";

        await FailsAsync("address already in use. Choose another one with --url.", "serve", "--url", url,
            "--data-directory", Data);
    }

    [Fact]
    public async Task A_corrupt_database_is_1_and_a_sentence()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "activelabel.db"), new string('x', 8192));

        await FailsAsync("not a database", "serve", "--data-directory", Data);
    }

    [Fact]
    public async Task Labels_that_the_data_has_not_are_1_and_a_sentence()
    {
        var data = _directory.Write("data.csv", "text,label\na b,x\nc d,y\n");
        var test = _directory.Write("test.csv", "text,label\na b,z\n");

        await FailsAsync(
            "label 'z'", "simulate", "--data", data, "--test", test, "--out", _directory.PathOf("out"));
    }

    [Fact]
    public async Task A_strategy_named_twice_is_1_and_a_sentence()
        => await FailsAsync(
            "name each once", "simulate", "--data", _directory.Write("data.csv", "text,label\na b,x\nc d,y\n"),
            "--strategy", "margin,random,margin", "--out", _directory.PathOf("out"));

    [Fact]
    public async Task An_import_to_where_no_server_has_run_leaves_no_database()
    {
        var file = _directory.Write("items.csv", "text\na b\n");

        await FailsAsync("there is no database at", "import", "Nobody's", file, "--data-directory", Data);

        Assert.False(File.Exists(Path.Combine(Data, "activelabel.db")));
    }

    [Fact]
    public async Task Migrate_says_what_it_did_and_then_that_there_is_nothing_to_do()
    {
        var first = await ApiProgram.RunAsync("migrate", "--data-directory", Data);
        var second = await ApiProgram.RunAsync("migrate", "--data-directory", Data);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.StartsWith("Applied ", first.Output, StringComparison.Ordinal);
        Assert.Equal("Nothing to do.", second.Output.Trim());
    }

    [Fact]
    public async Task Import_takes_the_good_rows_and_lists_the_others()
    {
        using (var server = ApiProgram.Start("serve", "--url", "http://127.0.0.1:0", "--data-directory", Data))
        {
            var (address, key) = await server.ReadAddressAsync();
            await new ApiClient(address, key).CreateProjectAsync("Import me");
            await server.ReadLineAsync(new("It is in \\S+administrator.key too"));
            Assert.Equal(key, (await File.ReadAllTextAsync(Path.Combine(Data, "administrator.key"))).Trim());
        }
        var file = _directory.PathOf("items.csv.gz");
        await using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("nr,words\n1,first\n2,\n3,third\n3,again\n"));
        string[] import =
            ["import", "Import me", file, "--map", "id=nr,text=words", "--data-directory", Data];

        var first = await ApiProgram.RunAsync(import);
        var second = await ApiProgram.RunAsync(import);

        Assert.Equal((3, 3), (first.ExitCode, second.ExitCode));
        Assert.Equal("2 imported, 0 unchanged, 2 rejected.", first.Output.Trim());
        Assert.Equal("0 imported, 2 unchanged, 2 rejected.", second.Output.Trim());
        Assert.Contains("line 3: The text is empty.", first.Error, StringComparison.Ordinal);
        Assert.Contains("line 5: Item '3' is there with other content", first.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tickets_are_the_same_for_the_same_seed()
    {
        foreach (var name in new[] { "a", "b" })
            await ApiProgram.RunAsync("tickets", _directory.PathOf(name), "--count", "50", "--seed", "9");

        Assert.Equal(
            await File.ReadAllTextAsync(_directory.PathOf("a")), await File.ReadAllTextAsync(_directory.PathOf("b")));
    }

    private static async Task FailsAsync(string expected, params string[] arguments)
    {
        var ended = await ApiProgram.RunAsync(arguments);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(expected, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.Trim().Split('\n'));
    }
}
