using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Acquisition;

public sealed class MoveTasksTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Moves_what_nobody_has_begun_and_says_why(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 6, judgements: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var begun = await database.ClaimOneAsync(project, worker);
        await using var db = database.CreateDbContext();
        var free = await db.Queue.Where(entry => entry.Filled == 0).OrderBy(entry => entry.Position)
            .Select(entry => entry.TaskId).LastAsync();
        var moves = $$"""
            [{"id":{{free.Value}},"position":0.000125,"score":0.75},
             {"id":{{begun.TaskId.Value}},"position":0.5,"score":0.5}]
            """;

        await db.Database.OpenConnectionAsync();
        var moved = await SqlDialect.Of(db.Database).MoveTasksAsync(
            db, moves, new ModelVersionId(7), DateTimeOffset.UnixEpoch, CancellationToken.None);

        Assert.Equal(1, moved);
        Assert.Equal(0.000125, (await db.Queue.AsNoTracking().SingleAsync(entry => entry.TaskId == free)).Position);
        var task = await db.Tasks.AsNoTracking().SingleAsync(candidate => candidate.Id == free);
        Assert.Equal(
            (TaskReason.ModelUncertainty, 0.75, new ModelVersionId(7), 1.0),
            (task.Reason, task.Uncertainty, task.ScoredBy, task.SelectionProbability));
        Assert.Equal(free, (await database.ClaimOneAsync(project, worker)).TaskId);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Of_a_long_queue_only_the_head_is_laid_and_what_stood_there_goes_behind(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 20, judgements: 1);
        await using var db = database.CreateDbContext();
        var ranked = (await db.Queue.AsNoTracking().OrderBy(entry => entry.Position).ToListAsync()).ConvertAll(
            entry => new OpenTask(
                entry.TaskId.Value, entry.ItemId, Arm.Ranked, IsBegun: false, entry.Position, Score: entry.Position));
        List<OpenTask> head = [ranked[^1], ranked[^2], ranked[0], ranked[^3]];

        await new MoveTasks(database.Writing).ExecuteAsync(
            project, new(head, 0), ranked, new ModelVersionId(7), frontier: 0, DateTimeOffset.UnixEpoch,
            CancellationToken.None);

        var after = await db.Queue.AsNoTracking().OrderBy(entry => entry.Position).ToListAsync();
        Assert.Equal(head.Select(task => task.TaskId), after.Take(head.Count).Select(entry => entry.TaskId.Value));
        Assert.Equal([0.025, 0.075, 0.125, 0.175], after.Take(4).Select(entry => entry.Position), Near);
        var before = ranked.ToDictionary(task => task.TaskId, task => task.Position);
        var end = head.Count / (double)ranked.Count;
        Assert.All(after.Skip(4), entry =>
        {
            if (before[entry.TaskId.Value] < end)
                Assert.InRange(entry.Position, end, 1);
            else
                Assert.Equal(before[entry.TaskId.Value], entry.Position);
        });
        Assert.Contains(after.Skip(4), entry => before[entry.TaskId.Value] < end);
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-12;
}
