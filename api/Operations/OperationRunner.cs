using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Operations;

/// <summary>
/// Takes waiting operations one after the other. What a stopped server left unfinished runs again: every job can.
/// </summary>
public sealed class OperationRunner(
    IDbContextFactory<ActiveLabelDb> databases, OperationQueue queue, RunOperation runOperation) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var operation in await FindUnfinishedAsync(stoppingToken))
                queue.Enqueue(operation);
            await foreach (var operation in queue.ReadAllAsync(stoppingToken))
                await runOperation.ExecuteAsync(operation, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that is disposed of without being stopped takes the exception for a failure.
        }
    }

    private async Task<List<OperationId>> FindUnfinishedAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Operations.Where(operation => operation.State <= OperationState.Running)
            .OrderBy(operation => operation.Id).Select(operation => operation.Id).ToListAsync(cancellationToken);
    }
}
