using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActiveLabel.Api;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// GraphQL against a minimal API that was written by hand for one answer: <c>graphql --rounds 5 --seconds 3</c>. Both
/// live in one server and run the same statements; a process of its own asks. What counts is how many answers the
/// server gives in a second of its CPU time: other processes do not move that as they move answers in a second.
/// </summary>
internal sealed class GraphQLBenchmark : IBenchmark
{
    private const string Hello = "{ __typename }";

    private const string Page = """
        query($project: ID!) {
          items(projectId: $project, first: 50) {
            nodes {
              id externalId state
              judgements { nodes { id submittedAt worker { id name }
                answers { questionKey value { ... on SingleChoiceValue { choice } } } } }
            }
          }
        }
        """;

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (args is ["--client", var address, var given])
        {
            await BenchmarkClient.RunAsync(new(address), given, cancellationToken);
            return;
        }
        var (rounds, seconds, warmUp) = (
            NumberOf(args, "--rounds", 5), NumberOf(args, "--seconds", 3), NumberOf(args, "--warm-up", 15));
        var directory = Directory.CreateTempSubdirectory("activelabel");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Page)));
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, $"{hash}.graphql"), Page, cancellationToken);
        var statements = new StatementLog();
        await using var app = await ServerHost.BuildAsync(
            new(directory.FullName, "http://127.0.0.1:0")
            {
                InferenceUrl = "http://127.0.0.1:9",
                Scheduling = null,
                Limits = new() { Budget = new(Burst: 1e15), TrustedDocuments = new(directory.FullName) },
                IsQuiet = true,
            },
            cancellationToken,
            services => services.ConfigureDbContext<SqliteDb>(db => db.AddInterceptors(statements)));
        HandWritten.Map(app);
        await app.StartAsync(cancellationToken);
        var project = await JudgedProject.CreateAsync(app.Services, cancellationToken);
        var variables = new { project = GlobalId.Of(project.Id) };
        var key = await app.Services.GetRequiredService<CreateApiKey>()
            .ForAdministratorAsync(new(1), cancellationToken);
        using var client = BenchmarkClient.Start(app.Urls.Single(), key);
        Endpoint[] endpoints =
        [
            new("hello, by hand", "/by-hand/hello", null),
            new("hello, GraphQL", GraphServices.Path, new { query = Hello }),
            new("page, by hand", "/by-hand/page", variables),
            new("page, GraphQL", GraphServices.Path, new { query = Page, variables }),
            new("page, trusted", GraphServices.Path, new { documentId = $"sha256:{hash}", variables }),
        ];
        await CheckAsync(app, key, endpoints, statements, cancellationToken);
        foreach (var endpoint in endpoints)
            await MeasureAsync(client, endpoint, warmUp); // code is compiled anew as it is used
        for (var round = 0; round < rounds; round++)
            foreach (var endpoint in endpoints)
                endpoint.Measured.Add(await MeasureAsync(client, endpoint, seconds));
        Print(endpoints);
        await app.StopAsync(cancellationToken);
    }

    /// <summary>A comparison of two that do not do the same would say nothing.</summary>
    private static async Task CheckAsync(
        WebApplication app,
        string key,
        Endpoint[] endpoints,
        StatementLog statements,
        CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var seen = new List<(string Data, string Statements)>();
        foreach (var endpoint in endpoints)
        {
            statements.Start();
            using var content = new StringContent(endpoint.Body, Encoding.UTF8, "application/json");
            var path = new Uri(endpoint.Path, UriKind.Relative);
            using var response = await http.PostAsync(path, content, cancellationToken);
            statements.Stop();
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            seen.Add((answer!["data"]!.ToJsonString(), string.Join('\n', statements.All)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{endpoint.Name}: {statements.All.Count} statements, {seen[^1].Data.Length:N0} characters of data"));
        }
        if (seen[0] != seen[1] || seen[2] != seen[3] || seen[3] != seen[4])
            throw new InvalidOperationException(
                "The answers or the statements differ:\n"
                    + string.Join("\n---\n", seen.Select(each => each.Statements)));
    }

    private static async Task<Measured> MeasureAsync(BenchmarkClient client, Endpoint endpoint, int seconds)
    {
        var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var count = await client.AskAsync(endpoint.Path, endpoint.Body, seconds);
        process.Refresh();
        return new(count / watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - cpu).TotalMicroseconds / count);
    }

    private static void Print(Endpoint[] endpoints)
    {
        foreach (var endpoint in endpoints)
            Console.WriteLine($"{endpoint.Name,-16} {endpoint.PerSecond,8:0} answers a second, "
                + $"{endpoint.CpuMicroseconds,7:0} microseconds of CPU each");
        foreach (var (of, to, aim) in new[] { (1, 0, 0.5), (3, 2, 0.6), (4, 2, 0.75) })
            Console.WriteLine($"{endpoints[of].Name} against by hand: "
                + $"{endpoints[to].CpuMicroseconds / endpoints[of].CpuMicroseconds:0.00} by CPU time, "
                + $"{endpoints[of].PerSecond / endpoints[to].PerSecond:0.00} by answers a second (aim {aim:0.00})");
    }

    private static int NumberOf(string[] args, string name, int usual)
        => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
            ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
            : usual;

    private sealed record Measured(double PerSecond, double CpuMicroseconds);

    private sealed class Endpoint(string name, string path, object? body)
    {
        public string Name => name;
        public string Path => path;
        public string Body { get; } = JsonSerializer.Serialize(body ?? new { });
        public List<Measured> Measured { get; } = [];
        public double PerSecond => Median(Measured.Select(each => each.PerSecond));
        public double CpuMicroseconds => Median(Measured.Select(each => each.CpuMicroseconds));

        private static double Median(IEnumerable<double> values)
            => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
    }
}
