using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>Finds out who asks. A key is looked up every time: one that is revoked ends at once.</summary>
public sealed class Authentication(IDbContextFactory<ActiveLabelDb> databases)
{
    private const string Scheme = "Bearer ";
    private const int SecretLengthMax = 200;

    /// <param name="authorization">As in the HTTP header: <c>Bearer KEY</c>.</param>
    /// <returns>Null when there is no key, or none that holds.</returns>
    public async Task<Caller?> FindCallerAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is not true)
            return null;
        var secret = authorization[Scheme.Length..].Trim();
        if (secret.Length is 0 or > SecretLengthMax)
            return null;
        var hash = ApiKeySecret.HashOf(secret);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.AsNoTracking()
            .Where(key => key.Hash == hash && key.RevokedAt == null)
            .Select(key => new Caller(key.OrganizationId, key.Role, key.WorkerId))
            .SingleOrDefaultAsync(cancellationToken);
    }
}
