using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Gold;

/// <summary>
/// The part of a claim that puts gold among the work: it costs nothing where a project has none or none is drawn, and
/// one look into a pool where some is.
/// </summary>
internal static class DrawGold
{
    /// <param name="pools">Of gold, which the worker may draw from.</param>
    /// <param name="room">How many tasks the claim has room for.</param>
    public static async Task<List<FoundTask>> FindAsync(
        QueueWalk walk,
        Project project,
        WorkerId worker,
        Standing standing,
        IReadOnlyList<OpenPool> pools,
        int room,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (project.Gold is not { } settings || pools.Count == 0 || room <= 0)
            return [];
        var rate = settings.Rates.RateFor(standing.GoldRight, standing.GoldWrong, standing.Doubt);
        var count = Enumerable.Range(0, room).Count(place => Chance(project, worker, place, now) < rate);
        return count == 0 ? [] : await walk.FindAsync(pools, count, cancellationToken);
    }

    /// <summary>Gold at places that tell nothing.</summary>
    public static List<FoundTask> Mix(
        Project project, WorkerId worker, List<FoundTask> work, List<FoundTask> gold, DateTimeOffset now)
    {
        foreach (var (task, place) in gold.Select((task, place) => (task, place)))
            work.Insert((int)(Chance(project, worker, place + 100, now) * (work.Count + 1)), task);
        return work;
    }

    // A worker knows neither the project's seed nor the database's microseconds.
    private static double Chance(Project project, WorkerId worker, int place, DateTimeOffset now)
        => RandomShares.Chance(project.Seed, $"gold {worker.Value} {place} {InstantConverter.ToMicroseconds(now)}");
}
