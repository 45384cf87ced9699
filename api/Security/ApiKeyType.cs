using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>A key that opens the API, without its secret.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Administrators)]
public sealed class ApiKeyType(ApiKey key) : INode
{
    [Id]
    public string Id => GlobalId.Of(key.Id);

    /// <summary>What people call it.</summary>
    public string Name => key.Name;

    /// <summary>What it lets its bearer do.</summary>
    public Role Role => key.Role;

    /// <summary>Whether it opens queries and subscriptions alone.</summary>
    public bool IsReadOnly => key.IsReadOnly;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt => key.CreatedAt;

    /// <summary>From then on it opens nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt => key.ExpiresAt;

    /// <summary>When it was taken away; null while it holds.</summary>
    public DateTimeOffset? RevokedAt => key.RevokedAt;

    /// <summary>To within two minutes; null before the first use.</summary>
    public DateTimeOffset? LastUsedAt => key.LastUsedAt;

    /// <summary>The only project it opens; null for all that its role may see.</summary>
    public IDataLoaderResult<ProjectType?>? Project(Caller caller, [FromServices] Batches batches)
        => key.ProjectId is { } project
            ? batches.Find(caller, project, ProjectType.FetchAsync)
                .Then(found => found is null ? null : new ProjectType(found))
            : null;

    /// <summary>Whom it speaks for; null unless its role is worker.</summary>
    public IDataLoaderResult<WorkerType?>? Worker(Caller caller, [FromServices] Batches batches)
        => key.WorkerId is { } worker
            ? batches.Find(caller, worker, WorkerType.FetchAsync)
                .Then(found => found is null ? null : new WorkerType(found, project: null))
            : null;

    internal static async Task<IReadOnlyDictionary<ApiKeyId, ApiKey>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ApiKeyId> ids, CancellationToken cancellationToken)
        => await db.ApiKeys.AsNoTracking()
            .Where(key => key.OrganizationId == organization && ids.Contains(key.Id))
            .ToDictionaryAsync(key => key.Id, cancellationToken);
}
