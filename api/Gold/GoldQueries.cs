using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

public sealed class GoldQueries
{
    /// <summary>The items of a project whose answer is known beforehand, in the order they became gold.</summary>
    /// <param name="isActive">Only those in use, or only those that are retired; left out: all.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<GoldItemType>> GoldItems(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        bool? isActive = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var all = db.GoldItems.AsNoTracking().Where(gold => gold.ProjectId == project.Id);
        if (isActive is { } active)
            all = active ? all.Where(gold => gold.RetiredAt == null) : all.Where(gold => gold.RetiredAt != null);
        return await page.ReadAsync(all, gold => gold.Id, gold => new GoldItemType(gold), cancellationToken);
    }

    /// <summary>How a project measures its workers; null where it does not.</summary>
    [Allow(Audience.Staff)]
    public static async Task<GoldSettingsType?> GoldSettings(
        Caller caller, [FromServices] ProjectAccess access, [Id] string projectId, CancellationToken cancellationToken)
        => (await access.GetAsync(caller, projectId, cancellationToken)).Gold is { } settings ? new(settings) : null;
}
