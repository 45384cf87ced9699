using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Operations;

/// <summary>Stops an operation that waits or runs; a run sees it the next time it says how far it is.</summary>
public sealed class CancelOperation(Writing writing, TimeProvider time)
{
    /// <returns>The operation as it is now; null where the tenant has no such operation.</returns>
    public Task<Operation?> ExecuteAsync(Tenancy tenancy, OperationId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                var operation = await db.Operations.SingleOrDefaultAsync(
                    known => known.Id == id && known.OrganizationId == tenancy.OrganizationId, token);
                if (operation is null or { State: > OperationState.Running })
                    return operation;
                (operation.State, operation.FinishedAt) = (OperationState.Cancelled, time.GetUtcNow());
                await EventLog.AppendAsync(
                    db,
                    operation.OrganizationId,
                    operation.ProjectId,
                    new(),
                    [OperationEvents.Changed(operation)],
                    time.GetUtcNow(),
                    token);
                return operation;
            },
            cancellationToken);
}

/// <summary>Somebody cancelled the operation while it ran.</summary>
public sealed class OperationStoppedException() : Exception("The operation was cancelled.");

/// <summary>Tells storage how far a run is, and the run whether it is still wanted.</summary>
public sealed class OperationProgress(Writing writing, TimeProvider time, Operation operation)
{
    /// <param name="share">0 to 1.</param>
    /// <exception cref="OperationStoppedException">Somebody cancelled it.</exception>
    public async Task ReportAsync(double share, CancellationToken cancellationToken)
    {
        var isWanted = await writing.ExecuteAsync(
            async (db, token) =>
            {
                var stored = await db.Operations.SingleAsync(known => known.Id == operation.Id, token);
                if (stored.State > OperationState.Running)
                    return false;
                stored.Progress = Math.Clamp(share, 0, 1);
                await EventLog.AppendAsync(
                    db,
                    operation.OrganizationId,
                    operation.ProjectId,
                    new(),
                    [OperationEvents.Changed(operation)],
                    time.GetUtcNow(),
                    token);
                return true;
            },
            cancellationToken);
        if (!isWanted)
            throw new OperationStoppedException();
    }
}
