using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>Takes a key away, and with it every stream it opened.</summary>
public sealed class RevokeApiKey(Writing writing, TimeProvider time)
{
    /// <returns>The key; null when the tenant has none of that id. One that was revoked before stays so.</returns>
    public Task<ApiKey?> ExecuteAsync(Tenancy tenancy, ApiKeyId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                var key = await db.ApiKeys.SingleOrDefaultAsync(known => known.Id == id, token);
                if (key is null)
                    return null;
                key.RevokedAt ??= time.GetUtcNow();
                await db.SaveChangesAsync(token);
                return key;
            },
            cancellationToken);
}
