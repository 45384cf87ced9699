using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Clearances;

/// <summary>Where some work may be done: within networks, or at secure sites that somebody has attested.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class AccessZoneType(AccessZone zone) : INode
{
    [Id]
    public string Id => GlobalId.Of(zone.Id);

    /// <summary>Unique in the organization; requirements, and credentials of type SITE, name it.</summary>
    public string Key => zone.Key;

    /// <summary>What people call it.</summary>
    public string Title => zone.Title;

    /// <summary>Ranges of addresses; none where attested sites alone count.</summary>
    public IReadOnlyList<string> Networks => zone.Networks;

    public DateTimeOffset CreatedAt => zone.CreatedAt;

    internal static async Task<IReadOnlyDictionary<AccessZoneId, AccessZone>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<AccessZoneId> ids,
        CancellationToken cancellationToken)
        => await db.AccessZones.AsNoTracking()
            .Where(zone => zone.OrganizationId == organization && ids.Contains(zone.Id))
            .ToDictionaryAsync(zone => zone.Id, cancellationToken);
}

public sealed class AccessZoneQueries
{
    /// <summary>The access zones of the organization.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<AccessZoneType>> AccessZones(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        caller.RequireWholeOrganization();
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.AccessZones.AsNoTracking().Where(zone => zone.OrganizationId == caller.OrganizationId),
            zone => zone.Id,
            zone => new AccessZoneType(zone),
            cancellationToken);
    }
}

public sealed class AccessZoneMutations
{
    /// <summary>
    /// Makes an access zone, or changes the one that has the key. It counts from the next claim on; the same again
    /// changes nothing.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<SaveAccessZonePayload> SaveAccessZone(
        SaveAccessZoneInput input,
        Caller caller,
        [FromServices] SaveAccessZone saveAccessZone,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return await saveAccessZone.ExecuteAsync(
            caller.OrganizationId, new(input.Key, input.Title, input.Networks), cancellationToken) switch
        {
            SaveAccessZoneResult.Saved saved => new(new(saved.Zone), null),
            SaveAccessZoneResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            _ => throw new InvalidOperationException("A zone is saved or refused."),
        };
    }
}

/// <param name="Key">Unique in the organization; 1 to 100 characters.</param>
/// <param name="Title">What people call it; 1 to 200 characters.</param>
/// <param name="Networks">
/// Ranges of addresses, such as 10.20.0.0/16 or 2001:db8::/32, at most 50; none where attested sites alone count.
/// </param>
public sealed record SaveAccessZoneInput(string Key, string Title, IReadOnlyList<string> Networks);

/// <param name="AccessZone">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record SaveAccessZonePayload(
    AccessZoneType? AccessZone,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SaveAccessZoneErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class SaveAccessZoneErrorUnion() : ErrorUnion("SaveAccessZoneError", typeof(InvalidInputError));
