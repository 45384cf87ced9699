using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Clearances;

/// <param name="Networks">Ranges of addresses; none where attested sites alone count.</param>
public sealed record NewAccessZone(string Key, string Title, IReadOnlyList<string> Networks);

/// <summary>What became of a request for an access zone.</summary>
public abstract record SaveAccessZoneResult
{
    public sealed record Saved(AccessZone Zone) : SaveAccessZoneResult;

    public sealed record Invalid(string Problem) : SaveAccessZoneResult, IRefusal;
}

/// <summary>
/// Makes an access zone, or changes the one that has the key; counts from the next claim on. The same again changes
/// nothing, so that a retry needs no key of its own.
/// </summary>
public sealed class SaveAccessZone(Writing writing, TimeProvider time)
{
    public Task<SaveAccessZoneResult> ExecuteAsync(
        OrganizationId organization, NewAccessZone wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return Validate(wanted) is { } problem
            ? Task.FromResult<SaveAccessZoneResult>(new SaveAccessZoneResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(organization), (db, token) => SaveAsync(db, organization, wanted, token), cancellationToken);
    }

    private async Task<SaveAccessZoneResult> SaveAsync(
        ActiveLabelDb db, OrganizationId organization, NewAccessZone wanted, CancellationToken cancellationToken)
    {
        var zones = db.AccessZones.Where(zone => zone.OrganizationId == organization);
        var zone = await zones.SingleOrDefaultAsync(known => known.Key == wanted.Key, cancellationToken);
        if (zone is null)
        {
            if (await zones.CountAsync(cancellationToken) >= AccessZone.CountMax)
                return new SaveAccessZoneResult.Invalid(
                    $"The organization has {AccessZone.CountMax} access zones; change one that is not needed.");
            zone = db.AccessZones.Add(new()
            {
                OrganizationId = organization,
                Key = wanted.Key,
                Title = wanted.Title,
                Networks = wanted.Networks,
                CreatedAt = time.GetUtcNow(),
            }).Entity;
        }
        (zone.Title, zone.Networks) = (wanted.Title, wanted.Networks);
        await db.SaveChangesAsync(cancellationToken);
        return new SaveAccessZoneResult.Saved(zone);
    }

    private static string? Validate(NewAccessZone wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Key) || wanted.Key.Length > WorkerCredential.KeyLengthMax)
            return $"A zone's key has 1 to {WorkerCredential.KeyLengthMax} characters.";
        return string.IsNullOrWhiteSpace(wanted.Title) || wanted.Title.Length > AccessZone.TitleLengthMax
            ? $"A zone's title has 1 to {AccessZone.TitleLengthMax} characters."
            : AccessZone.ValidateNetworks(wanted.Networks);
    }
}
