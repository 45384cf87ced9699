using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

public sealed class ApiKeyQueries
{
    /// <summary>The organization's keys, the first one first; revoked ones stay on the list.</summary>
    [Allow(Audience.Administrators)]
    public static async Task<Connection<ApiKeyType>> ApiKeys(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.ApiKeys.AsNoTracking()
                .Where(key => key.OrganizationId == caller.OrganizationId),
            key => key.Id,
            key => new ApiKeyType(key),
            cancellationToken);
    }
}
