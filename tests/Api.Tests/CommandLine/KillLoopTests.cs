using System.Globalization;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.CommandLine;

/// <summary>
/// P1: a server that is killed again and again under load has every judgement that it acknowledged, once.
/// </summary>
/// <remarks>
/// It runs where ACTIVELABEL_STRESS is set. More kills:
/// <c>ACTIVELABEL_STRESS=1 ACTIVELABEL_STRESS_KILLS=1000 dotnet test ... --filter KillLoopTests</c>.
/// </remarks>
public sealed class KillLoopTests
{
    private const int Lines = 2;
    private const int Workers = 6;
    private const int ItemsPerKill = 150;

    private static readonly int Kills = int.Parse(
        Environment.GetEnvironmentVariable("ACTIVELABEL_STRESS_KILLS") ?? "50", CultureInfo.InvariantCulture);

    [SkippableFact]
    public async Task Every_acknowledged_judgement_is_there_exactly_once()
    {
        Stress.SkipUnlessWanted();
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(line => RunAsync(line, Kills / Lines)));
    }

    private static async Task RunAsync(int line, int kills)
    {
        using var directory = new TemporaryDirectory();
        await using var servers = await KilledServers.StartAsync(1, "--data-directory", directory.PathOf("data"));
        using var ending = new CancellationTokenSource();
        var project = await servers.Administrator.CreateProjectAsync("Killed");
        await servers.Administrator.ImportAsync(project, Enumerable.Range(0, kills * ItemsPerKill).Select(n => $"{n}"));
        var keys = new List<string>();
        for (var worker = 0; worker < Workers; worker++)
            keys.Add(await servers.Administrator.CreateWorkerAsync(project, $"worker {worker}"));
        var (log, random) = (new UnrulyLog(), new Random(line));
        var working = Task.WhenAll(keys.Select((key, index) => new UnrulyWorker(
            $"w{index}", () => servers.AddressOf(0), key, project, log, new(index), unruliness: 0.5)
            .RunAsync(ending.Token)));

        for (var kill = 0; kill < kills; kill++)
        {
            // Under load: somebody has been served by this server before it dies.
            var before = log.AcknowledgedCount;
            while (log.AcknowledgedCount == before && !working.IsCompleted)
                await Task.Delay(5);
            await Task.Delay(random.Next(0, 150));
            await servers.KillAsync(0);
        }
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);

        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>()
            .UseSqlite($"Data Source={directory.PathOf("data/activelabel.db")}").Options);
        var recorded = (await db.Judgements.AsNoTracking().ToListAsync())
            .ToDictionary(judgement => judgement.IdempotencyKey, judgement => GlobalId.Of(judgement.Id));
        Assert.True(log.AcknowledgedCount >= kills);
        Assert.All(log.Acknowledged, pair => Assert.Equal(recorded[pair.Key], Assert.Single(pair.Value)));
        Assert.Empty(log.TakenStale);
    }
}
