using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

public sealed class ApiKeyQueries
{
    private static readonly NumberKey<ApiKey, ApiKeyId> Id = new("createdAt", key => key.Id);

    /// <summary>The organization's keys, the first one first; revoked ones stay on the list.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Administrators)]
    public static async Task<Connection<ApiKeyType>> ApiKeys(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        ApiKeyFilterInput? where = null,
        IReadOnlyList<ApiKeySortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<ApiKey>(
            db, db.ApiKeys.AsNoTracking().Where(key => key.OrganizationId == caller.OrganizationId), Id)
            .Where("role", where?.Role?.Read(), key => key.Role)
            .ReadAsync(page, order, key => new ApiKeyType(key), cancellationToken);
    }
}

/// <summary>Which keys.</summary>
/// <param name="Role">By what they may do.</param>
public sealed record ApiKeyFilterInput(FilterInput<Role>? Role = null);

/// <summary>An order of keys.</summary>
/// <param name="CreatedAt">By when they came.</param>
public sealed record ApiKeySortInput(SortDirection? CreatedAt = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("createdAt", CreatedAt)];
}
