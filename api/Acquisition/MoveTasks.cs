using System.Text.Json;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;

namespace ActiveLabel.Api.Acquisition;

/// <summary>Lays the head of the ranked queue in order over what is left of the queue, a chunk at a time.</summary>
/// <remarks>
/// Behind the head everything stays as it stands, so that what is written does not grow with the project: more than the
/// head is not claimed before the next order comes. What stood where the head is laid goes to a random place behind it.
/// </remarks>
public sealed class MoveTasks(Writing writing)
{
    /// <summary>So many tasks are laid in order at the most.</summary>
    public const int HeadMax = 20_000;

    private const int ChunkSize = 500;

    /// <param name="order">The head of the ranked queue, or all of it.</param>
    /// <param name="ranked">All of its tasks that nobody has begun.</param>
    /// <param name="model">Whose scores the order follows from; null while none serves.</param>
    /// <param name="frontier">How far the queue has been worked off, 0 to 1.</param>
    public async Task ExecuteAsync(
        Project project,
        TaskOrder order,
        IReadOnlyList<OpenTask> ranked,
        ModelVersionId? model,
        double frontier,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(ranked);
        if (order.Tasks.Count == 0)
            return;
        double PlaceOf(double rank) => frontier + ((1 - frontier) * (rank / ranked.Count));
        var moves = order.Tasks.Select((task, rank) => new Move(task.TaskId, PlaceOf(rank + 0.5), task.Score)).ToList();
        if (order.Tasks.Count < ranked.Count)
            moves.AddRange(Behind(PlaceOf(order.Tasks.Count), order, ranked, project));
        foreach (var chunk in moves.Take(order.Representatives).Chunk(ChunkSize))
            await PlaceAsync(chunk, TaskReason.Representative, cancellationToken);
        foreach (var chunk in moves.Skip(order.Representatives).Chunk(ChunkSize))
            if (model is { } version && !order.IsRandom)
                await writing.ExecuteAsync(
                    (db, token) => SqlDialect.Of(db.Database)
                        .MoveTasksAsync(db, JsonSerializer.Serialize(chunk, Json), version, now, token),
                    cancellationToken);
            else
                await PlaceAsync(chunk, order.IsRandom ? TaskReason.RandomStrategy : null, cancellationToken);
    }

    /// <summary>What has to leave the head's places.</summary>
    private static IEnumerable<Move> Behind(
        double end, TaskOrder order, IReadOnlyList<OpenTask> ranked, Project project)
    {
        var head = order.Tasks.Select(task => task.TaskId).ToHashSet();
        return ranked.Where(task => task.Position < end && !head.Contains(task.TaskId)).Select(task => new Move(
            task.TaskId,
            end + ((1 - end) * RandomShares.RandomPosition(project.Seed, $"{task.ItemId.Value}")),
            task.Score));
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private Task<int> PlaceAsync(Move[] chunk, TaskReason? reason, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            (db, token) => SqlDialect.Of(db.Database)
                .PlaceTasksAsync(db, JsonSerializer.Serialize(chunk, Json), reason, token),
            cancellationToken);

    private sealed record Move(long Id, double Position, double? Score);
}
