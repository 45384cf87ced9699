using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

public sealed class MemberQueries
{
    /// <summary>The members of the organization, in the order they came.</summary>
    [Allow(Audience.Administrators)]
    public static async Task<Connection<MemberType>> Members(
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
            db.Members.AsNoTracking()
                .Where(member => member.OrganizationId == caller.OrganizationId),
            member => member.Id,
            member => new MemberType(member),
            cancellationToken);
    }
}
