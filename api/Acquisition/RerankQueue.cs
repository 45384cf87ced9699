using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <param name="Scored">Open tasks whose item the model scored.</param>
/// <param name="Moved">Tasks of the ranked queue that nobody has begun and that were laid in order.</param>
/// <param name="Strategy">What the order follows; null where it is that of before.</param>
/// <param name="Fallback">Why that is not the project's strategy; null where it is.</param>
public sealed record RerankResult(
    int Scored, int Moved, string Message, Strategy? Strategy = null, StrategyFallback? Fallback = null);

/// <summary>Why a queue is not in the order that its project asks for.</summary>
public enum StrategyFallback
{
    /// <summary>The model's order gains nothing, and the project goes back to chance then.</summary>
    NoGain = 0,

    /// <summary>The strategy asks a committee and the serving model has none.</summary>
    NoCommittee = 1,
}

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
    CompareStrategies compareStrategies,
    MoveTasks moveTasks,
    ChangeModelStage changeModelStage,
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
        var (strategy, fallback) = await IsWithoutGainAsync(db, project, cancellationToken)
            ? (Strategy.Random, (StrategyFallback?)StrategyFallback.NoGain)
            : StrategyUnder(project.Settings.Strategy, serving);
        if (serving is null && strategy != Strategy.Default)
            return new(0, 0, "No model serves: the order is random.", Strategy.Random);

        var now = time.GetUtcNow();
        var acquisition = AcquisitionFunctions.Of(strategy) ?? new Margin();
        var shortlists = await CompareStrategies.BeginAsync(db, project, cancellationToken);
        IReadOnlyList<OpenTask> open;
        try
        {
            open = await scoreTasks.ExecuteAsync(
                db, project, serving, acquisition, now, cancellationToken, shortlists);
        }
        catch (ModelNotAvailableException refused) when (refused.IsQuarantined && serving is not null)
        {
            await changeModelStage.QuarantineServingAsync(serving, refused.Message, cancellationToken);
            return new(0, 0, $"Version {serving.Version} serves no more: {refused.Message}");
        }
        var ended = serving is null
            ? new HashSet<ItemId>()
            : await askMachineSteps.ExecuteAsync(project, serving, cancellationToken);
        // What a machine step has just ended must not take a place in the next batch.
        var ranked = open.Where(
            task => task is { Arm: Arm.Ranked, IsBegun: false } && !ended.Contains(task.ItemId)).ToList();
        var order = strategy == Strategy.Random
            ? await AtRandomAsync(db, project, ranked, cancellationToken)
            : await orderTasks.ExecuteAsync(
                db, project, strategy, serving is not null, HeadOf(project, ranked), ranked, cancellationToken);
        if (serving is not null)
            await compareStrategies.ExecuteAsync(
                db, project, serving, shortlists, order, ranked, ended, now, cancellationToken);
        await moveTasks.ExecuteAsync(
            project, order, ranked, serving?.Id, FrontierOf(open), now, cancellationToken);
        await writing.ExecuteAsync(
            async (write, token) =>
            {
                await EventLog.AppendAsync(
                    write, project.OrganizationId, project.Id, new(), [new(EventKind.QueueReranked)], now, token);
                return 0;
            },
            cancellationToken);
        return serving is null
            ? new(0, order.Tasks.Count, "No model serves yet: typical items come first.", strategy)
            : new(
                open.Count,
                order.Tasks.Count,
                MessageOf(project, serving, fallback, ended.Count),
                strategy,
                fallback);
    }

    private static string MessageOf(Project project, ModelVersion serving, StrategyFallback? fallback, int ended)
        => $"Scored by version {serving.Version}" + fallback switch
        {
            StrategyFallback.NoGain => "; its order gains nothing, so the order is random.",
            StrategyFallback.NoCommittee
                => $"; it has no committee for {NameOf(project.Settings.Strategy)}, so the order is by margin.",
            _ => ".",
        }
        + (ended == 0 ? "" : $" Machine steps moved {ended} items that nobody had begun.");

    /// <returns>All that are few; of many the highest scores, of each slice and choice too.</returns>
    private static IReadOnlyList<OpenTask> HeadOf(Project project, List<OpenTask> ranked)
    {
        if (ranked.Count <= MoveTasks.HeadMax)
            return ranked;
        if (ranked[0].Score is null)
            return [.. ranked.OrderBy(task => task.Position).ThenBy(task => task.TaskId).Take(MoveTasks.HeadMax)];
        var head = new CandidateList(project, DefaultAcquisition.BatchMax, MoveTasks.HeadMax);
        foreach (var task in ranked)
            head.Offer(task.Score ?? 0, task);
        return head.Take();
    }

    /// <summary>Models that were made elsewhere and trees have no committee: what they are sure of says most then.
    /// </summary>
    private static (Strategy Strategy, StrategyFallback? Fallback) StrategyUnder(
        Strategy asked, ModelVersion? serving)
        => AcquisitionFunctions.AsksCommittee(asked) && serving is { Committee: 0 }
            ? (Strategy.Margin, StrategyFallback.NoCommittee)
            : (asked, null);

    // As clients write it.
    private static string NameOf(Strategy strategy) => JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{strategy}");

    private static async Task<bool> IsWithoutGainAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
        => project.Settings is { RandomWithoutGain: true, Strategy: not Strategy.Random }
            && await LearningGainType.LatestAsync(db, project.Id, cancellationToken)
                is { Verdict: not LearningGainVerdict.Gain };

    /// <summary>Undoes the order of a model; what stands at random stays.</summary>
    private static async Task<TaskOrder> AtRandomAsync(
        ActiveLabelDb db, Project project, List<OpenTask> ranked, CancellationToken cancellationToken)
    {
        if (ranked.Count == 0)
            return new([], 0);
        var first = new TaskId(ranked.MinBy(task => task.Position).TaskId);
        return await db.Tasks.AnyAsync(
            task => task.Id == first
                && (task.Reason == TaskReason.ModelUncertainty || task.Reason == TaskReason.Representative),
            cancellationToken)
            ? new(
                [.. ranked.OrderBy(task => RandomShares.RandomPosition(project.Seed, $"{task.ItemId.Value}"))],
                0,
                IsRandom: true)
            : new([], 0);
    }

    /// <summary>How far the queue has been worked off: the first position of a random share nobody has begun.</summary>
    private static double FrontierOf(IReadOnlyList<OpenTask> open)
        => open.Where(task => task is { IsBegun: false, Arm: not Arm.Ranked })
            .Select(task => task.Position).DefaultIfEmpty(0).Min();
}
