using System.Globalization;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.CommandLine;
using ActiveLabel.Api.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Abstractions;

namespace ActiveLabel.Api.Tests.Tasks;

/// <summary>
/// P2 and P3 over HTTP: 64 unruly workers, servers that are killed, and in the end every item has its judgements, none
/// too many, and none was taken from somebody who did not hold the task.
/// </summary>
/// <remarks>
/// They take minutes and both cores, so they run where ACTIVELABEL_STRESS is set. The full size:
/// <c>ACTIVELABEL_STRESS=1 ACTIVELABEL_STRESS_ITEMS=10000 dotnet test ... --filter ConcurrencyTests</c>.
/// </remarks>
public sealed class ConcurrencyTests(ITestOutputHelper output)
{
    private const int Workers = 64;
    private const int Judgements = 3;

    private static readonly int Items = int.Parse(
        Environment.GetEnvironmentVariable("ACTIVELABEL_STRESS_ITEMS") ?? "1000", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(900 + Items);

    [SkippableTheory]
    [InlineData(Provider.Sqlite, 1)]
    [InlineData(Provider.PostgreSql, 2)]
    public async Task Every_item_gets_its_judgements_and_no_more(Provider provider, int serverCount)
    {
        Stress.SkipUnlessWanted();
        using var directory = new TemporaryDirectory();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var servers = await KilledServers.StartAsync(
            serverCount, [.. database.ServerArguments, "--data-directory", directory.PathOf("data")]);
        using var limit = new CancellationTokenSource(Limit);
        var project = await ProjectAsync(servers.Administrator, Items);
        var log = new UnrulyLog();

        var working = Task.WhenAll((await WorkersAsync(servers.Administrator, project, Workers)).Select((key, index) =>
            new UnrulyWorker($"w{index}", () => servers.AddressOf(index), key, project, log, new(index), 1)
                .RunAsync(limit.Token)));
        await servers.KillNowAndThenAsync(working, new Random(7), limit.Token);
        await working;

        output.WriteLine($"{log.AcknowledgedCount} judgements, {servers.Kills} kills, {log.StaleSent} sent too late, "
            + $"{log.SentTwice} sent twice.");
        await using var db = database.CreateDbContext();
        await CheckAsync(db, log);
    }

    internal static async Task CheckAsync(ActiveLabelDb db, UnrulyLog log)
    {
        var judgements = await db.Judgements.AsNoTracking().ToListAsync();
        var entries = await db.Queue.AsNoTracking().ToListAsync();
        var events = await db.Events.AsNoTracking().OrderBy(entry => entry.Sequence).ToListAsync();
        var totals = await db.Counters.SingleAsync();

        Assert.Empty(log.TakenStale);
        // Every task has what it asked for and no more; no worker is in it twice.
        var byTask = judgements.ToLookup(judgement => judgement.TaskId);
        Assert.All(entries, entry => Assert.Equal(Judgements, byTask[entry.TaskId].Count()));
        Assert.All(byTask, task => Assert.Distinct(task.Select(judgement => judgement.WorkerId)));
        Assert.Equal(
            (entries.Count, entries.Count * Judgements, 0, 0),
            (totals.DoneItems, totals.Judgements, totals.SlotsWanted, totals.SlotsLeased));
        // One key, one judgement; and what was acknowledged is there.
        Assert.All(log.Acknowledged.Values, ids => Assert.Single(ids));
        Assert.Equal(
            log.Acknowledged.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value.Single())),
            judgements.OrderBy(judgement => judgement.IdempotencyKey, StringComparer.Ordinal)
                .Select(judgement => (judgement.IdempotencyKey, GlobalId.Of(judgement.Id))));
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(entry => (int)entry.Sequence));
        AssertHeld(events);
    }

    /// <summary>Whoever judged an item had claimed it, and nobody had taken it back before he judged.</summary>
    private static void AssertHeld(List<ProjectEvent> events)
    {
        var held = new HashSet<(long Item, long Worker)>();
        foreach (var happened in events)
        {
            if (happened is not { ItemId: { } item, WorkerId: { } worker })
                continue;
            if (happened.Kind == EventKind.TaskClaimed)
                Assert.True(held.Add((item.Value, worker.Value)), "Somebody claimed what he held.");
            else if (happened.Kind is EventKind.TaskReleased or EventKind.LeaseExpired or EventKind.JudgementSubmitted)
                Assert.True(held.Remove((item.Value, worker.Value)), $"{happened.Kind} by somebody who held nothing.");
        }
        Assert.Empty(held);
    }

    internal static async Task<string> ProjectAsync(ApiClient administrator, int items)
    {
        var created = await administrator.SendAsync(
            $$"""
            mutation { createProject(input: { name: "Stress", instructions: "", idempotencyKey: "stress", settings: {
                judgementsMin: {{Judgements}}, judgementsMax: {{Judgements}}, controlJudgements: {{Judgements}},
                leaseSeconds: 10 },
              questions: [{ key: "q", prompt: "?", choices: [{ key: "a", title: "A" }, { key: "b", title: "B" }] }]
            }) { project { id } } }
            """);
        var project = created.GetProperty("createProject").GetProperty("project").GetProperty("id").GetString()!;
        await administrator.ImportAsync(project, Enumerable.Range(0, items).Select(number => $"text {number}"));
        return project;
    }

    internal static async Task<List<string>> WorkersAsync(ApiClient administrator, string project, int count)
    {
        var keys = new List<string>();
        for (var index = 0; index < count; index++)
            keys.Add(await administrator.CreateWorkerAsync(project, $"worker {index}"));
        return keys;
    }
}
