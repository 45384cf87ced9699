using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Crowds;

/// <summary>Looks a crowd up; the one that each kind has by itself comes to be when it is first named.</summary>
internal static class FindCrowd
{
    /// <returns>False when there is no such crowd. A crowd that was added is saved.</returns>
    public static async Task<bool> IsThereAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        string key,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (await db.Crowds.AnyAsync(
            crowd => crowd.OrganizationId == organization && crowd.Key == key, cancellationToken))
            return true;
        if (Crowd.KindNamed(key) is not { } kind)
            return false;
        db.Crowds.Add(new()
        {
            OrganizationId = organization,
            Key = key,
            Title = kind.ToString(),
            Kind = kind,
            CreatedAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
