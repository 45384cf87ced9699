using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>Tasks of one step that the same workers may do.</summary>
[Allow(Audience.Staff)]
public sealed class PoolType(Pool pool)
{
    /// <summary>Counted from 0 within the project.</summary>
    public int Number => pool.Number;

    /// <summary>The workflow step whose tasks are in it.</summary>
    public string StepKey => pool.StepKey;

    /// <summary>What a worker must bring, for people.</summary>
    public string Description => WorkerRequirement.Parse(pool.Requirement).Describe();

    /// <summary>What a worker must bring, as data.</summary>
    public JsonElement Requirement => JsonType.Read(pool.Requirement);

    /// <summary>Whether whoever has judged an item at another step may not judge it again at this one.</summary>
    public bool IsExclusiveOnItem => pool.IsExclusiveOnItem;
}

public sealed class PoolQueries
{
    /// <summary>The pools of a project: which tasks want what of a worker.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<PoolType>> Pools(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        // Numbers begin at 0, keys of pages at 1.
        return await page.ReadAsync(
            db.Pools.AsNoTracking().Where(pool => pool.ProjectId == project.Id),
            pool => (long)pool.Number + 1,
            pool => new PoolType(pool),
            cancellationToken);
    }
}
