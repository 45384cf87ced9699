using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

public sealed class WorkerQueries
{
    private static readonly NumberKey<Worker, WorkerId> Id = new("id", worker => worker.Id);
    private static readonly TextKey<Worker> Name = new("name", worker => worker.Name);

    /// <summary>A worker; null when there is none of that id.</summary>
    [Allow(Audience.Staff)]
    public static async Task<WorkerType?> Worker(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string id,
        CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<WorkerId>(id) is not { } workerId)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var found = await db.Workers.AsNoTracking().SingleOrDefaultAsync(
            worker => worker.OrganizationId == caller.OrganizationId && worker.Id == workerId, cancellationToken);
        return found is null ? null : new(found, project: null);
    }

    /// <summary>The workers of a project, in the order they came unless another is asked for.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkerType>> Workers(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        WorkerFilterInput? where = null,
        IReadOnlyList<WorkerSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(new(project.OrganizationId, project.Id), cancellationToken);
        var members = db.Workers.AsNoTracking()
            .Where(worker => worker.OrganizationId == project.OrganizationId
                && db.Memberships.Any(member => member.ProjectId == project.Id && member.WorkerId == worker.Id));
        return await new ListQuery<Worker>(db, members, Id, Name)
            .Where(where, (workers, filter) => workers
                .Where(Name, filter.Name)
                .Where("crowd", filter.Crowd?.Read(), worker => worker.Crowd))
            .ReadAsync(page, order, worker => new WorkerType(worker, project.Id), cancellationToken);
    }
}

/// <summary>Which workers: all that is said must hold.</summary>
/// <param name="Name">By what they are called.</param>
/// <param name="Crowd">By where they come from; listed in the order they came.</param>
/// <param name="And">All of these hold, too; 3 deep at the most.</param>
/// <param name="Or">At least one of these holds, too; 20 alternatives at the most.</param>
public sealed record WorkerFilterInput(
    TextFilterInput? Name = null,
    KeyFilterInput? Crowd = null,
    IReadOnlyList<WorkerFilterInput>? And = null,
    IReadOnlyList<WorkerFilterInput>? Or = null) : IFilterInput<WorkerFilterInput>;

/// <summary>An order of workers: one of these.</summary>
/// <param name="Id">By their ids: the order in which they came.</param>
/// <param name="Name">By their names, as the database compares text.</param>
public sealed record WorkerSortInput(SortDirection? Id = null, SortDirection? Name = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("id", Id), ("name", Name)];
}
