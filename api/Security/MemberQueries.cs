using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

public sealed class MemberQueries
{
    private static readonly NumberKey<Member, MemberId> Id = new("createdAt", member => member.Id);

    /// <summary>The members of the organization, in the order they came.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Administrators)]
    public static async Task<Connection<MemberType>> Members(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        MemberFilterInput? where = null,
        IReadOnlyList<MemberSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<Member>(
            db, db.Members.AsNoTracking().Where(member => member.OrganizationId == caller.OrganizationId), Id)
            .Where("role", where?.Role?.Read(), member => member.Role)
            .ReadAsync(page, order, member => new MemberType(member), cancellationToken);
    }
}

/// <summary>Which members.</summary>
/// <param name="Role">By what they may do.</param>
public sealed record MemberFilterInput(FilterInput<Role>? Role = null);

/// <summary>An order of members.</summary>
/// <param name="CreatedAt">By when they came.</param>
public sealed record MemberSortInput(SortDirection? CreatedAt = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("createdAt", CreatedAt)];
}
