using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>Makes a tenant and the key of its administrator.</summary>
public sealed class CreateOrganization(Writing writing, TimeProvider time)
{
    /// <returns>The organization and its administrator's key, said this once; null when the name is taken.</returns>
    public Task<(OrganizationId Organization, string ApiKey)?> ExecuteAsync(
        string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, Organization.NameLengthMax);
        return writing.ExecuteAsync(
            (db, token) => CreateAsync(db, name, time.GetUtcNow(), token), cancellationToken);
    }

    private static async Task<(OrganizationId, string)?> CreateAsync(
        ActiveLabelDb db, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Organizations.AnyAsync(known => known.Name == name, cancellationToken))
            return null;
        // Two at once draw the same number: one of them fails on the key and looks again.
        var last = await db.Organizations.OrderByDescending(known => known.Id).Select(known => known.Id)
            .FirstOrDefaultAsync(cancellationToken);
        var id = new OrganizationId(last.Value + 1);
        db.Organizations.Add(new() { Id = id, Name = name, CreatedAt = now });
        await db.SaveChangesAsync(cancellationToken);
        var (_, secret) = CreateApiKey.Add(db, id, new("administrator", Role.Administrator), now);
        await db.SaveChangesAsync(cancellationToken);
        return (id, secret);
    }
}
