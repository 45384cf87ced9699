using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <param name="Scored">Open tasks whose item the model scored.</param>
/// <param name="Moved">Tasks of the ranked queue that nobody has begun and that were laid in order.</param>
public sealed record RerankResult(int Scored, int Moved, string Message);

/// <summary>
/// Scores every open task with the serving model and lays the ranked queue in the order of the project's strategy over
/// the rest of the queue, so that any stretch of it holds the random shares in their proportion.
/// </summary>
public sealed class RerankQueue(
    IDbContextFactory<ActiveLabelDb> databases,
    Writing writing,
    ScoreTasks scoreTasks,
    AskMachineSteps askMachineSteps,
    OrderTasks orderTasks,
    MoveTasks moveTasks,
    TimeProvider time)
{
    /// <summary>How long new items wait for their place in the order at the most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public async Task<RerankResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var serving = await db.ModelVersions.AsNoTracking().SingleOrDefaultAsync(
            model => model.ProjectId == project.Id && model.Stage == ModelStage.Serving, cancellationToken);
        var strategy = project.Settings.Strategy;
        if (serving is null && strategy != Strategy.Default)
            return new(0, 0, "No model serves: the order is random.");

        var now = time.GetUtcNow();
        var acquisition = AcquisitionFunctions.Of(strategy) ?? new Margin();
        var open = await scoreTasks.ExecuteAsync(db, project, serving, acquisition, now, cancellationToken);
        var ended = serving is null ? 0 : await askMachineSteps.ExecuteAsync(project, serving, cancellationToken);
        var ranked = strategy == Strategy.Random
            ? []
            : open.Where(task => task is { Arm: Arm.Ranked, IsBegun: false }).ToList();
        var order = await orderTasks.ExecuteAsync(db, project, serving is not null, ranked, cancellationToken);
        await moveTasks.ExecuteAsync(order, serving?.Id, FrontierOf(open), now, cancellationToken);
        await writing.ExecuteAsync(
            async (write, token) =>
            {
                await EventLog.AppendAsync(
                    write, project.OrganizationId, project.Id, new(), [new(EventKind.QueueReranked)], now, token);
                return 0;
            },
            cancellationToken);
        return serving is null
            ? new(0, ranked.Count, "No model serves yet: typical items come first.")
            : new(
                open.Count,
                ranked.Count,
                $"Scored by version {serving.Version}."
                + (ended == 0 ? "" : $" Machine steps moved {ended} items that nobody had begun."));
    }

    /// <summary>How far the queue has been worked off: the first position of a random share nobody has begun.</summary>
    private static double FrontierOf(IReadOnlyList<OpenTask> open)
        => open.Where(task => task is { IsBegun: false, Arm: not Arm.Ranked })
            .Select(task => task.Position).DefaultIfEmpty(0).Min();
}
