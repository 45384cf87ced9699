using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Storage;
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
}
