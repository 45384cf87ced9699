using ActiveLabel.Api;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using ActiveLabel.Tests.Support;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// What hostile documents cost: <c>hostile --documents 20000 --seed 1</c>. A document that is refused, by a limit or by
/// a rule of the language, may cost 20 ms of CPU time and 5 MB, one that is executed 250 ms; the exit code says whether
/// all kept to it. Other processes do not move CPU time as they move the clock; the compiler and the collector of this
/// one do, so what took longer is measured up to three times again, the least counts, and how many those were is told.
/// </summary>
internal sealed class HostileBenchmark : IBenchmark
{
    private static readonly TimeSpan RefusedMax = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AcceptedMax = TimeSpan.FromMilliseconds(250);
    private const long RefusedBytesMax = 5_000_000;
    private const int RepeatsMax = 3;

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var (documents, seed) = (NumberOf(args, "--documents", 20_000), NumberOf(args, "--seed", 1));
        var directory = Directory.CreateTempSubdirectory("activelabel");
        var options = new ServerOptions(directory.FullName, "http://127.0.0.1:0")
        {
            InferenceUrl = "http://127.0.0.1:9",
            Scheduling = null,
            Limits = new() { Budget = new(Burst: 1e15) },
            IsQuiet = true,
        };
        await using var app = await ServerHost.BuildAsync(options, cancellationToken);
        var schema = app.Services.GetRequiredService<ISchema>();
        var words = schema.AllTypes.OfType<IComplexGraphType>().SelectMany(type => type.Fields)
            .SelectMany(field => (field.Arguments?.Select(argument => argument.Name) ?? []).Append(field.Name))
            .Concat(schema.AllTypes.Select(type => type.Name)).Distinct().ToList();
        var fuzzer = new DocumentFuzzer(words, seed);
        await MeasureAsync(app.Services, HostileDocuments.All, cancellationToken); // warms up
        var corpus = await MeasureAsync(app.Services, HostileDocuments.All, cancellationToken);
        var fuzzed = await MeasureAsync(
            app.Services,
            Enumerable.Range(0, documents).Select(number => ($"fuzzed {number}", fuzzer.Next())),
            cancellationToken);
        Environment.ExitCode = Print("corpus", corpus) & Print("fuzzed", fuzzed) ? 0 : 1;
    }

    private static async Task<List<Measured>> MeasureAsync(
        IServiceProvider services, IEnumerable<(string, string)> documents, CancellationToken cancellationToken)
    {
        var runner = services.GetRequiredService<RequestRunner>();
        var caller = new Caller(new(1), Role.Administrator, null) { Credential = new(CredentialKind.ApiKey, 1) };
        var measured = new List<Measured>();
        foreach (var (what, document) in documents)
        {
            var once = await MeasureAsync(runner, services, caller, what, document, cancellationToken);
            // The compiler and the collector work when they like, and on every thread: what stays is the document's.
            for (var repeat = 0; repeat < RepeatsMax && once.Cpu > once.CpuMax; repeat++)
                once = once.Least(await MeasureAsync(runner, services, caller, what, document, cancellationToken));
            measured.Add(once);
        }
        return measured;
    }

    private static async Task<Measured> MeasureAsync(
        RequestRunner runner,
        IServiceProvider services,
        Caller caller,
        string what,
        string document,
        CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var (before, cpu) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        var (isAccepted, cost) = (false, 0L);
        try
        {
            var prepared = await runner.PrepareAsync(
                new() { Query = document }, Carrier.Socket, caller, cancellationToken);
            isAccepted = prepared.IsSubscription || (await runner.ExecuteAsync(
                prepared, new(caller, Window: null), scope.ServiceProvider, cancellationToken)).Executed;
            cost = prepared.Cost;
        }
        catch (RefusalError)
        {
            // Refused before validation.
        }
        return new(
            what,
            isAccepted,
            cost,
            Environment.CpuUsage.TotalTime - cpu,
            GC.GetTotalAllocatedBytes() - before);
    }

    private static bool Print(string title, List<Measured> all)
    {
        var isGood = true;
        foreach (var (name, limit, bytesMax, some) in new[]
        {
            ("refused", RefusedMax, RefusedBytesMax, all.Where(each => !each.IsAccepted).ToList()),
            ("executed", AcceptedMax, long.MaxValue, all.Where(each => each.IsAccepted).ToList()),
        })
        {
            if (some.Count == 0)
                continue;
            var byTime = some.OrderByDescending(each => each.Cpu).ToList();
            Console.WriteLine($"{title}, {name}: {some.Count:N0} documents, median "
                + $"{byTime[some.Count / 2].Cpu.TotalMilliseconds:0.00} ms of CPU, "
                + $"worst (limit {limit.TotalMilliseconds:0} ms):");
            foreach (var each in byTime.Take(5))
                Console.WriteLine($"  {each.Cpu.TotalMilliseconds,8:0.0} ms {each.Bytes,12:N0} bytes  "
                    + $"cost {each.Cost,7:N0}  {each.What}");
            var largest = some.MaxBy(each => each.Bytes)!;
            Console.WriteLine($"  largest: {largest.Bytes:N0} bytes  {largest.What}");
            var repeated = some.Count(each => each.Repeats > 0);
            Console.WriteLine($"  measured again, as they took longer at first: {repeated}");
            isGood &= byTime[0].Cpu <= limit && largest.Bytes <= bytesMax;
        }
        return isGood;
    }

    private static int NumberOf(string[] args, string name, int usual)
        => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
            ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture)
            : usual;

    private sealed record Measured(
        string What, bool IsAccepted, long Cost, TimeSpan Cpu, long Bytes, int Repeats = 0)
    {
        public TimeSpan CpuMax => IsAccepted ? AcceptedMax : RefusedMax;

        public Measured Least(Measured again) => this with
        {
            IsAccepted = IsAccepted || again.IsAccepted,
            Cpu = Cpu < again.Cpu ? Cpu : again.Cpu,
            Bytes = Math.Max(Bytes, again.Bytes),
            Repeats = Repeats + 1,
        };
    }
}
