using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace ActiveLabel.Api.Tests.CommandLine;

/// <summary>P1: an acknowledged judgement survives <c>kill -9</c>.</summary>
public sealed partial class KilledServerTests : IDisposable
{
    private const string Claim =
        "mutation($p: ID!) { claimTasks(input: { projectId: $p, count: 1 }) { leases { token task { id } } } }";

    private const string Submit =
        """
        mutation($task: ID!, $token: Int!, $key: String!) {
          submitJudgement(input: { taskId: $task, token: $token, idempotencyKey: $key,
            answers: [{ questionKey: "q", value: { singleChoice: "a" } }] })
          { judgement { id } errors { __typename } }
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task No_acknowledged_judgement_is_lost_or_doubled()
    {
        var acknowledged = new ConcurrentDictionary<string, string>();
        var (server, address, administrator) = await ServeAsync(newKey: false);
        var project = await administrator.CreateProjectAsync("Killed");
        await administrator.ImportAsync(project, Enumerable.Range(0, 500).Select(n => $"text {n}"));
        var keys = new List<string>();
        for (var worker = 0; worker < 4; worker++)
            keys.Add(await administrator.CreateWorkerAsync(project, $"worker {worker}"));

        for (var round = 1; round <= 3; round++)
        {
            var working = keys.ConvertAll(key => JudgeUntilGoneAsync(new(address, key), project, acknowledged));
            while (acknowledged.Count < 60 * round)
                await Task.Delay(5);
            await server.KillAsync();
            var open = await Task.WhenAll(working);
            server.Dispose();

            (server, address, administrator) = await ServeAsync(newKey: true);
            var recorded = await administrator.JudgementsAsync(project);
            Assert.Subset(recorded, acknowledged.Values.ToHashSet());
            await SendAgainAsync(address, keys, open, acknowledged);
            // One key, one judgement: what was sent again is counted once.
            Assert.Equal(acknowledged.Values.ToHashSet(), await administrator.JudgementsAsync(project));
        }
        server.Dispose();
    }

    [Fact]
    public async Task A_killed_demo_resumes_with_all_its_judgements()
    {
        string[] demo = ["demo", "--items", "60", "--pace", "20", "--url", "http://127.0.0.1:0",
            "--data-directory", _directory.PathOf("data")];
        using var first = ApiProgram.Start(demo);
        var (address, key) = await first.ReadAddressAsync();
        var administrator = new ApiClient(address, key);
        var project = await FindProjectAsync(administrator);
        HashSet<string> before = [];
        while (before.Count < 30)
            before = await administrator.JudgementsAsync(project);
        await first.KillAsync();

        using var second = ApiProgram.Start([.. demo, "--keep"]);
        (address, key) = await second.ReadAddressAsync();
        await second.ReadLineAsync(KeepsRunning());

        var after = await new ApiClient(address, key).JudgementsAsync(project);
        Assert.Subset(after, before);
        second.Interrupt();
        Assert.Equal(0, (await second.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_stops_a_demo_in_the_middle_and_says_so()
    {
        using var demo = ApiProgram.Start(
            "demo", "--items", "400", "--url", "http://127.0.0.1:0", "--data-directory", _directory.PathOf("data"));
        await demo.ReadLineAsync(SomeJudgements());

        demo.Interrupt();

        var ended = await demo.EndAsync();
        Assert.Equal((130, ""), (ended.ExitCode, ended.Error));
    }

    private async Task<(ApiProgram Server, Uri Address, ApiClient Administrator)> ServeAsync(bool newKey)
    {
        string[] arguments =
            ["serve", "--url", "http://127.0.0.1:0", "--data-directory", _directory.PathOf("data")];
        var server = ApiProgram.Start(newKey ? [.. arguments, "--new-key"] : arguments);
        var (address, key) = await server.ReadAddressAsync();
        return (server, address, new(address, key));
    }

    /// <returns>The judgement that was sent and never answered.</returns>
    private static async Task<Attempt?> JudgeUntilGoneAsync(
        ApiClient worker, string project, ConcurrentDictionary<string, string> acknowledged)
    {
        Attempt? attempt = null;
        try
        {
            while (true)
            {
                var lease = (await worker.SendAsync(Claim, new { p = project }))
                    .GetProperty("claimTasks").GetProperty("leases")[0];
                attempt = new(
                    lease.GetProperty("task").GetProperty("id").GetString()!, lease.GetProperty("token").GetInt32());
                acknowledged[attempt.Key] = await SubmitAsync(worker, attempt);
                attempt = null;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return attempt;
        }
    }

    private static async Task<string> SubmitAsync(ApiClient worker, Attempt attempt)
    {
        var variables = new { task = attempt.Task, token = attempt.Token, key = attempt.Key };
        var answer = (await worker.SendAsync(Submit, variables)).GetProperty("submitJudgement");
        return answer.GetProperty("judgement").GetProperty("id").GetString()!;
    }

    /// <summary>A client that got no answer sends the same again; whether it was recorded or not, it is now.</summary>
    private static async Task SendAgainAsync(
        Uri address, List<string> keys, Attempt?[] open, ConcurrentDictionary<string, string> acknowledged)
    {
        for (var worker = 0; worker < keys.Count; worker++)
            if (open[worker] is { } attempt)
                acknowledged[attempt.Key] = await SubmitAsync(new(address, keys[worker]), attempt);
    }

    private static async Task<string> FindProjectAsync(ApiClient administrator)
    {
        while (true)
        {
            var projects = (await administrator.SendAsync("{ projects { nodes { id } } }"))
                .GetProperty("projects").GetProperty("nodes");
            if (projects.GetArrayLength() > 0)
                return projects[0].GetProperty("id").GetString()!;
            await Task.Delay(20);
        }
    }

    [GeneratedRegex(@"items done, [1-9]\d* judgements")]
    private static partial Regex SomeJudgements();

    [GeneratedRegex("^The server keeps running")]
    private static partial Regex KeepsRunning();

    private sealed record Attempt(string Task, int Token)
    {
        public string Key => $"{Task}-{Token}";
    }
}
