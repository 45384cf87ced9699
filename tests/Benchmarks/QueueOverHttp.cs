using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using ActiveLabel.Api;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <summary>The workers of a load as clients of a real server: each claims and judges by two requests.</summary>
internal sealed class QueueOverHttp : IAsyncDisposable
{
    private const string Claim = """
        mutation($p: ID!) { claimTasks(input: { projectId: $p, count: 1 }) { leases { token task { id } } } }
        """;

    private const string Submit = """
        mutation($task: ID!, $token: Int!, $key: String!) {
          submitJudgement(input: { taskId: $task, token: $token, idempotencyKey: $key,
            answers: [{ questionKey: "q", value: { singleChoice: "c1" } }] })
          { judgement { id } errors { __typename } }
        }
        """;

    private readonly WebApplication _app;
    private readonly string _project;
    private readonly List<HttpClient> _clients;

    private QueueOverHttp(WebApplication app, string project, List<HttpClient> clients)
        => (_app, _project, _clients) = (app, project, clients);

    /// <param name="path">Of the SQLite file that the load is in.</param>
    public static async Task<QueueOverHttp> StartAsync(
        QueueLoad load, string path, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("activelabel");
        var app = await ServerHost.BuildAsync(
            new(directory.FullName, "http://127.0.0.1:0")
            {
                Database = new(DatabaseProvider.Sqlite, $"Data Source={path}"),
                InferenceUrl = "http://127.0.0.1:9",
                Scheduling = null,
                Limits = new() { Budget = new(Burst: 1e15) },
                IsQuiet = true,
            },
            cancellationToken);
        await app.StartAsync(cancellationToken);
        var rotate = app.Services.GetRequiredService<RotateWorkerKey>();
        var clients = new List<HttpClient>();
        foreach (var worker in load.Workers)
        {
            var key = (RotateWorkerKeyResult.Rotated)await rotate.ExecuteAsync(
                new(load.Project.OrganizationId), worker, $"bench-{worker.Value}", cancellationToken);
            var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);
            clients.Add(client);
        }
        return new(app, GlobalId.Of(load.Project.Id), clients);
    }

    public async Task<QueueThroughput> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var counts = await Task.WhenAll(_clients.Select(client => WorkAsync(client, clock, time, cancellationToken)));
        var used = Environment.CpuUsage.TotalTime - cpu;
        return new(counts.Sum() / clock.Elapsed.TotalSeconds, used.TotalMicroseconds / counts.Sum());
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<int> WorkAsync(
        HttpClient client, Stopwatch clock, TimeSpan time, CancellationToken cancellationToken)
    {
        var cycles = 0;
        for (; clock.Elapsed < time; cycles++)
        {
            var lease = (await AskAsync(client, Claim, new { p = _project }, cancellationToken))
                .GetProperty("claimTasks").GetProperty("leases")[0];
            var task = lease.GetProperty("task").GetProperty("id").GetString();
            var token = lease.GetProperty("token").GetInt32();
            var answer = await AskAsync(client, Submit, new { task, token, key = task }, cancellationToken);
            if (answer.GetProperty("submitJudgement").GetProperty("judgement").ValueKind != JsonValueKind.Object)
                throw new InvalidOperationException($"A judgement was refused: {answer}");
        }
        return cycles;
    }

    private static async Task<JsonElement> AskAsync(
        HttpClient client, string query, object variables, CancellationToken cancellationToken)
    {
        using var answer = await client.PostAsJsonAsync(
            GraphServices.Path, new { query, variables }, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("data");
    }
}
