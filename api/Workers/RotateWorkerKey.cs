using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <summary>Gives a worker a new key; the old ones end at once.</summary>
public sealed class RotateWorkerKey(Writing writing, TimeProvider time)
{
    /// <returns>The new secret, said this once; null when the organization has no such worker.</returns>
    public Task<string?> ExecuteAsync(
        OrganizationId organization, WorkerId worker, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            async (db, token) =>
            {
                if (!await db.Workers.AnyAsync(w => w.Id == worker && w.OrganizationId == organization, token))
                    return null;
                var now = time.GetUtcNow();
                await db.ApiKeys.Where(key => key.WorkerId == worker && key.RevokedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, now), token);
                var secret = CreateApiKey.Add(db, organization, Role.Worker, worker, now);
                await db.SaveChangesAsync(token);
                return secret;
            },
            cancellationToken);
}
