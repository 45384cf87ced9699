using System.Data.Common;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Judgements;

/// <summary>The slot that a judgement is for, with its task's place in the queue, kept for the transaction.</summary>
/// <param name="Now">By the database's clock.</param>
/// <param name="Token">Of the lease that the worker has, or had last.</param>
/// <param name="IsHeld">Whether it is leased under the token that was sent, and the lease has not run out.</param>
/// <param name="HasEarlier">Whether the worker has used the idempotency key before.</param>
/// <param name="Standing">Of the worker in the project.</param>
/// <param name="Requirement">What the task's pool asks of a worker.</param>
/// <param name="Cost">Of a judgement in the pool.</param>
internal sealed record HeldSlot(
    DateTimeOffset Now,
    int Number,
    long Token,
    bool IsHeld,
    QueueEntry Entry,
    bool HasEarlier,
    Standing? Standing,
    string Requirement,
    double Cost)
{
    /// <returns>Null when the worker has no slot of the task.</returns>
    public static async Task<HeldSlot?> FindAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        JudgementRequest request,
        CancellationToken cancellationToken)
    {
        var rows = await Sql.QueryAsync(
            db,
            SqlDialect.Of(db.Database).Queue.HoldSlot,
            [
                ("@task", request.TaskId.Value),
                ("@worker", worker.Value),
                ("@project", project.Id.Value),
                ("@key", request.IdempotencyKey),
            ],
            row => Read(row, request),
            cancellationToken);
        return rows is [var slot] && (db.Organization is null || slot.Entry.OrganizationId == db.Organization)
            ? slot
            : null;
    }

    private static HeldSlot Read(DbDataReader row, JudgementRequest request)
    {
        var now = InstantConverter.FromMicroseconds(row.GetInt64(0));
        var isHeld = (SlotState)row.GetInt32(2) == SlotState.Leased && row.GetInt64(3) == request.Token
            && InstantConverter.FromMicroseconds(row.GetInt64(4)) > now;
        var entry = new QueueEntry
        {
            TaskId = request.TaskId,
            OrganizationId = new(row.GetInt64(5)),
            ProjectId = new(row.GetInt64(6)),
            ItemId = new(row.GetInt64(7)),
            Required = row.GetInt32(8),
            Filled = row.GetInt32(9),
            State = (QueueState)row.GetInt32(10),
            Pool = row.GetInt32(11),
            Grants = row.GetInt64(12),
            Position = row.GetDouble(13),
        };
        return new(
            now,
            row.GetInt32(1),
            row.GetInt64(3),
            isHeld,
            entry,
            HasEarlier: !row.IsDBNull(14),
            Standing.Read(row, 17),
            Requirement: row.GetString(15),
            Cost: row.GetDouble(16));
    }
}
