using ActiveLabel.Api.Events;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>What became of a request for a run that is told what to do.</summary>
public abstract record StartResult
{
    /// <summary>Started now, or by an earlier request with the same key.</summary>
    public sealed record Started(Operation Operation) : StartResult;

    public sealed record Invalid(string Problem) : StartResult, IRefusal;

    /// <summary>Another run of the job waits or runs.</summary>
    public sealed record Busy : StartResult, IRefusal;

    public sealed record IdempotencyConflict : StartResult, IRefusal;

    /// <param name="input">As JSON.</param>
    /// <param name="check">What is wrong with the input, or null.</param>
    internal static async Task<StartResult> StartAsync(
        Writing writing,
        OperationQueue queue,
        Project project,
        Job job,
        string input,
        Idempotency once,
        Func<ActiveLabelDb, CancellationToken, Task<string?>> check,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (Idempotency.Validate(once.Key) is { } bad)
            return new Invalid(bad);
        var hash = Idempotency.HashOf($"{project.Id.Value} {job} {input}");
        var result = await writing.ExecuteAsync<StartResult>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                if (await once.FindAsync(db, token) is { } earlier)
                    return earlier.RequestHash == hash
                        ? new Started(await db.Operations.AsNoTracking().SingleAsync(
                            known => known.Id == new OperationId(earlier.ResultId), token))
                        : new IdempotencyConflict();
                if (await check(db, token) is { } problem)
                    return new Invalid(problem);
                var now = time.GetUtcNow();
                if (await StartOperation.AddAsync(db, project, job, input, now, token) is not { } operation)
                    return new Busy();
                once.Remember(db, hash, operation.Id.Value, now);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [OperationEvents.Changed(operation)], now, token);
                return new Started(operation);
            },
            cancellationToken);
        // Twice does no harm: a run that has ended is not run again.
        if (result is Started { Operation: { State: OperationState.Pending } started })
            queue.Enqueue(started.Id);
        return result;
    }
}
