using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>What became of a request for a worker's new key.</summary>
public abstract record RotateWorkerKeyResult
{
    /// <param name="Secret">Said this once; null when an earlier request with the same key made it.</param>
    public sealed record Rotated(string? Secret) : RotateWorkerKeyResult;

    public sealed record Invalid(string Problem) : RotateWorkerKeyResult, IRefusal;

    /// <summary>The tenant has no such worker.</summary>
    public sealed record NotFound : RotateWorkerKeyResult, IRefusal;

    /// <summary>The idempotency key was used for another worker.</summary>
    public sealed record IdempotencyConflict : RotateWorkerKeyResult, IRefusal;
}

/// <summary>Gives a worker a new key; the old ones end at once.</summary>
public sealed class RotateWorkerKey(Writing writing, TimeProvider time)
{
    public Task<RotateWorkerKeyResult> ExecuteAsync(
        Tenancy tenancy, WorkerId worker, string idempotencyKey, CancellationToken cancellationToken)
        => Idempotency.Validate(idempotencyKey) is { } problem
            ? Task.FromResult<RotateWorkerKeyResult>(new RotateWorkerKeyResult.Invalid(problem))
            : writing.ExecuteAsync(
                tenancy,
                (db, token) => RotateAsync(
                    db, worker, new(tenancy.OrganizationId, "rotateWorkerKey", idempotencyKey), token),
                cancellationToken);

    private async Task<RotateWorkerKeyResult> RotateAsync(
        ActiveLabelDb db, WorkerId worker, Idempotency once, CancellationToken cancellationToken)
    {
        var hash = Idempotency.HashOf(worker.Value);
        // A retry must not end the key that the first request gave.
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new RotateWorkerKeyResult.Rotated(Secret: null)
                : new RotateWorkerKeyResult.IdempotencyConflict();
        if (!await db.Workers.AnyAsync(known => known.Id == worker, cancellationToken))
            return new RotateWorkerKeyResult.NotFound();
        var now = time.GetUtcNow();
        await db.ApiKeys.Where(key => key.WorkerId == worker && key.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, now), cancellationToken);
        var (_, secret) = CreateApiKey.Add(db, once.Organization, new("worker", Role.Worker, worker), now);
        once.Remember(db, hash, worker.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        return new RotateWorkerKeyResult.Rotated(secret);
    }
}
