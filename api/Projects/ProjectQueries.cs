using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

public sealed class ProjectQueries
{
    private static readonly NumberKey<Project, ProjectId> Id = new("createdAt", project => project.Id);
    private static readonly TextKey<Project> Name = new("name", project => project.Name);

    /// <summary>The projects of the organization; to a worker, those of their memberships.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Everybody)]
    public static async Task<Connection<ProjectType>> Projects(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        ProjectFilterInput? where = null,
        IReadOnlyList<ProjectSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<Project>(db, ProjectAccess.Visible(db, caller), Id, Name)
            .Where(where, (projects, filter) => projects.Where(Name, filter.Name))
            .ReadAsync(page, order, project => new ProjectType(project), cancellationToken);
    }

    [Allow(Audience.Everybody)]
    public static async Task<ProjectType?> Project(
        Caller caller, [FromServices] ProjectAccess access, [Id] string id, CancellationToken cancellationToken)
        => await access.FindAsync(caller, id, cancellationToken) is { } project ? new(project) : null;

    /// <summary>How a project stands.</summary>
    [Allow(Audience.Staff)]
    public static async Task<ProjectMetricsType> Metrics(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] TimeProvider time,
        [Id] string projectId,
        CancellationToken cancellationToken)
        => new(await access.GetAsync(caller, projectId, cancellationToken), time.GetUtcNow());
}

/// <summary>Which projects.</summary>
/// <param name="Name">By what they are called.</param>
/// <param name="And">All of these hold, too; 3 deep at the most.</param>
/// <param name="Or">At least one of these holds, too; 20 alternatives at the most.</param>
public sealed record ProjectFilterInput(
    TextFilterInput? Name = null,
    IReadOnlyList<ProjectFilterInput>? And = null,
    IReadOnlyList<ProjectFilterInput>? Or = null) : IFilterInput<ProjectFilterInput>;

/// <summary>An order of projects: one of these.</summary>
/// <param name="CreatedAt">By when they were made.</param>
/// <param name="Name">By their names, as the database compares text.</param>
public sealed record ProjectSortInput(SortDirection? CreatedAt = null, SortDirection? Name = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys()
        => [("createdAt", CreatedAt), ("name", Name)];
}
