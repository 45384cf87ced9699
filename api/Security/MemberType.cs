using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>A person whom an identity provider vouches for, and what the person is there for.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Administrators)]
public sealed class MemberType(Member member) : INode
{
    [Id]
    public string Id => GlobalId.Of(member.Id);

    /// <summary>What people call the person.</summary>
    public string Name => member.Name;

    /// <summary>Who vouches: the <c>iss</c> of the person's tokens.</summary>
    public string Issuer => member.Issuer;

    /// <summary>Whom: the <c>sub</c> of the person's tokens.</summary>
    public string Subject => member.Subject;

    /// <summary>What the person may do.</summary>
    public Role Role => member.Role;

    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt => member.CreatedAt;

    /// <summary>The only project the person sees; null for all that the role may see.</summary>
    public IDataLoaderResult<ProjectType?>? Project(Caller caller, [FromServices] Batches batches)
        => member.ProjectId is { } project
            ? batches.Find(caller, project, ProjectType.FetchAsync)
                .Then(found => found is null ? null : new ProjectType(found))
            : null;

    /// <summary>Whom the person judges as; null unless the role is worker.</summary>
    public IDataLoaderResult<WorkerType?>? Worker(Caller caller, [FromServices] Batches batches)
        => member.WorkerId is { } worker
            ? batches.Find(caller, worker, WorkerType.FetchAsync)
                .Then(found => found is null ? null : new WorkerType(found, project: null))
            : null;

    internal static async Task<IReadOnlyDictionary<MemberId, Member>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<MemberId> ids, CancellationToken cancellationToken)
        => await db.Members.AsNoTracking()
            .Where(member => member.OrganizationId == organization && ids.Contains(member.Id))
            .ToDictionaryAsync(member => member.Id, cancellationToken);
}
