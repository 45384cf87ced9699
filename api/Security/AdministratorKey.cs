using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>There is no built-in secret: the first start makes a key for the administrator and says it once.</summary>
public sealed class AdministratorKey(IDbContextFactory<ActiveLabelDb> databases, CreateApiKey createApiKey)
{
    /// <returns>The secret; null when there is a key already and only the first was asked for.</returns>
    public async Task<string?> CreateAsync(bool onlyTheFirst, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return onlyTheFirst && await db.ApiKeys.AnyAsync(
            key => key.Role == Role.Administrator && key.RevokedAt == null, cancellationToken)
            ? null
            : await createApiKey.ForAdministratorAsync(Organization.Default, cancellationToken);
    }
}
