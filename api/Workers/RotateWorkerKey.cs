using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>Gives a worker a new key; the old ones end at once.</summary>
public sealed class RotateWorkerKey(Writing writing, TimeProvider time)
{
    /// <returns>The new secret, said this once; null when the tenant has no such worker.</returns>
    public Task<string?> ExecuteAsync(
        Tenancy tenancy, WorkerId worker, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                if (!await db.Workers.AnyAsync(known => known.Id == worker, token))
                    return null;
                var now = time.GetUtcNow();
                await db.ApiKeys.Where(key => key.WorkerId == worker && key.RevokedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, now), token);
                var (_, secret) = CreateApiKey.Add(
                    db, tenancy.OrganizationId, new("worker", Role.Worker, worker), now);
                await db.SaveChangesAsync(token);
                return secret;
            },
            cancellationToken);
}
