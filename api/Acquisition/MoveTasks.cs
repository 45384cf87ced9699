using System.Text.Json;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Tasks;

namespace ActiveLabel.Api.Acquisition;

/// <summary>Lays tasks in order over what is left of the queue, a chunk at a time.</summary>
public sealed class MoveTasks(Writing writing)
{
    private const int ChunkSize = 500;

    /// <param name="model">Whose scores the order follows from; null while none serves.</param>
    /// <param name="frontier">How far the queue has been worked off, 0 to 1.</param>
    public async Task ExecuteAsync(
        TaskOrder order,
        ModelVersionId? model,
        double frontier,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var moves = order.Tasks.Select((task, rank) => new Move(
            task.TaskId, frontier + ((1 - frontier) * ((rank + 0.5) / order.Tasks.Count)), task.Score)).ToList();
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

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private Task<int> PlaceAsync(Move[] chunk, TaskReason? reason, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            (db, token) => SqlDialect.Of(db.Database)
                .PlaceTasksAsync(db, JsonSerializer.Serialize(chunk, Json), reason, token),
            cancellationToken);

    private sealed record Move(long Id, double Position, double? Score);
}
