using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <param name="Scored">Open tasks whose item the model scored.</param>
/// <param name="Moved">Of those, tasks of the ranked queue that nobody has begun.</param>
public sealed record RerankResult(int Scored, int Moved, string Message);

/// <summary>
/// Scores every open task with the serving model and lays the ranked queue in order of uncertainty over the rest of the
/// queue, so that any stretch of it holds the random shares in their proportion.
/// </summary>
public sealed class RerankQueue(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, IPredictor predictor, TimeProvider time)
{
    private const int ChunkSize = 500;

    public async Task<RerankResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var serving = await db.ModelVersions.AsNoTracking().SingleOrDefaultAsync(
            model => model.ProjectId == project.Id && model.Stage == ModelStage.Serving, cancellationToken);
        if (serving is null)
            return new(0, 0, "No model serves: the order is random.");

        var now = time.GetUtcNow();
        var open = await ScoreAsync(db, project, serving, now, cancellationToken);
        var ranked = open.Where(task => task is { Arm: Arm.Ranked, IsBegun: false }).ToList();
        if (AcquisitionFunctions.Of(project.Settings.Strategy) is not null)
            await MoveAsync(project, serving, ranked, FrontierOf(open), now, cancellationToken);
        else
            ranked.Clear();
        await writing.ExecuteAsync(
            async (write, token) =>
            {
                await EventLog.AppendAsync(
                    write, project.OrganizationId, project.Id, new(), [new(EventKind.QueueReranked)], now, token);
                return 0;
            },
            cancellationToken);
        return new(open.Count, ranked.Count, $"Scored by version {serving.Version}.");
    }

    /// <summary>How far the queue has been worked off: the first position of a random share nobody has begun.</summary>
    private static double FrontierOf(List<OpenTask> open)
        => open.Where(task => task is { IsBegun: false, Arm: not Arm.Ranked })
            .Select(task => task.Position).DefaultIfEmpty(0).Min();

    private async Task<List<OpenTask>> ScoreAsync(
        ActiveLabelDb db, Project project, ModelVersion model, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var acquisition = AcquisitionFunctions.Of(project.Settings.Strategy) ?? new Margin();
        var scored = new List<OpenTask>();
        for (var last = 0L; ;)
        {
            var page = await ReadPageAsync(db, project.Id, last, cancellationToken);
            if (page.Count == 0)
                return scored;
            var predictions = await predictor.PredictAsync(
                model.Reference, page.ConvertAll(row => ItemContent.TextOf(row.Data)), cancellationToken);
            await writing.ExecuteAsync(
                (write, token) => StoreAsync(write, project, model.Id, page, predictions, now, token),
                cancellationToken);
            scored.AddRange(page.Zip(predictions, (row, prediction) => new OpenTask(
                row.TaskId.Value, row.Arm, row.Filled > 0, row.Position, acquisition.Score(prediction.Probabilities))));
            last = page[^1].TaskId.Value;
        }
    }

    private static Task<List<Row>> ReadPageAsync(
        ActiveLabelDb db, ProjectId project, long last, CancellationToken cancellationToken)
    {
        var after = new TaskId(last);
        var rows = from entry in db.Queue
                   join item in db.Items on entry.ItemId equals item.Id
                   join content in db.ItemContents on entry.ItemId equals content.ItemId
                   where entry.ProjectId == project && entry.State != QueueState.Closed
                       && entry.TaskId > after
                   orderby entry.TaskId
                   select new Row(entry.TaskId, entry.ItemId, item.Arm, entry.Filled, entry.Position, content.Data);
        return rows.AsNoTracking().Take(ChunkSize).ToListAsync(cancellationToken);
    }

    private static async Task<int> StoreAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersionId model,
        List<Row> page,
        IReadOnlyList<Prediction> predictions,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = page.ConvertAll(row => row.ItemId);
        var known = await db.Predictions.Where(prediction => ids.Contains(prediction.ItemId))
            .ToDictionaryAsync(prediction => prediction.ItemId, cancellationToken);
        foreach (var (row, prediction) in page.Zip(predictions))
            if (known.TryGetValue(row.ItemId, out var old))
                (old.ModelVersionId, old.Probabilities, old.ScoredAt) = (model, prediction.Probabilities, now);
            else
                db.Predictions.Add(new()
                {
                    ItemId = row.ItemId,
                    OrganizationId = project.OrganizationId,
                    ModelVersionId = model,
                    Probabilities = prediction.Probabilities,
                    ScoredAt = now,
                });
        return await db.SaveChangesAsync(cancellationToken);
    }

    private async Task MoveAsync(
        Project project,
        ModelVersion model,
        List<OpenTask> ranked,
        double frontier,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ranked.Sort((left, right) => right.Score.CompareTo(left.Score) is not 0 and var order
            ? order
            : left.TaskId.CompareTo(right.TaskId));
        var moves = ranked.Select((task, rank) => new
        {
            id = task.TaskId,
            position = frontier + ((1 - frontier) * ((rank + 0.5) / ranked.Count)),
            score = task.Score,
        });
        foreach (var chunk in moves.Chunk(ChunkSize))
        {
            var json = JsonSerializer.Serialize(chunk);
            await writing.ExecuteAsync(
                (db, token) => SqlDialect.Of(db.Database).MoveTasksAsync(db, json, model.Id, now, token),
                cancellationToken);
        }
    }

    private sealed record Row(TaskId TaskId, ItemId ItemId, Arm Arm, int Filled, double Position, string Data);

    private readonly record struct OpenTask(long TaskId, Arm Arm, bool IsBegun, double Position, double Score);
}
