using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

public sealed class ViewerQueries
{
    /// <summary>Who asks, and what the key or the membership opens.</summary>
    [Allow(Audience.Everybody)]
    public static async Task<ViewerType> Viewer(
        Caller caller, [FromServices] IDbContextFactory<ActiveLabelDb> databases, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var organization = await db.Organizations.AsNoTracking()
            .SingleAsync(known => known.Id == caller.OrganizationId, cancellationToken);
        return new(caller, organization, await NameAsync(db, caller, cancellationToken));
    }

    private static Task<string> NameAsync(ActiveLabelDb db, Caller caller, CancellationToken cancellationToken)
        => caller.Credential.Kind == CredentialKind.ApiKey
            ? db.ApiKeys.Where(key => key.Id == new ApiKeyId(caller.Credential.Id)).IgnoreQueryFilters()
                .Select(key => key.Name).SingleAsync(cancellationToken)
            : db.Members.Where(member => member.Id == new MemberId(caller.Credential.Id)).IgnoreQueryFilters()
                .Select(member => member.Name).SingleAsync(cancellationToken);
}
