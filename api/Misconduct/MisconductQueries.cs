using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

public sealed class MisconductQueries
{
    /// <summary>What the answers of a project's workers say about their honesty, the most suspicious first.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkerMisconductType>> WorkerMisconduct(
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
        return await page.ReadAsync(
            db.WorkerMisconduct.AsNoTracking().Where(found => found.ProjectId == project.Id),
            found => found.Place,
            found => new WorkerMisconductType(found),
            cancellationToken);
    }

    /// <summary>What follows from a probability of misconduct in a project.</summary>
    [Allow(Audience.Staff)]
    public static async Task<MisconductPolicyType> MisconductPolicy(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return new(await SetMisconductPolicy.FindAsync(db, project, cancellationToken));
    }

    /// <summary>The quarantines of a project, in the order they were imposed; a worker sees his own.</summary>
    /// <param name="isOpen">Only those that hold, or only those that were lifted; left out: all.</param>
    [Allow(Audience.Everybody)]
    public static async Task<Connection<QuarantineType>> Quarantines(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        bool? isOpen = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var all = db.Quarantines.AsNoTracking().Where(known => known.ProjectId == project.Id);
        if (caller.Role == Role.Worker)
            all = all.Where(known => known.WorkerId == caller.WorkerId);
        if (isOpen is { } open)
            all = open ? all.Where(known => known.LiftedAt == null) : all.Where(known => known.LiftedAt != null);
        return await page.ReadAsync(
            all, known => known.Id, known => new QuarantineType(known), cancellationToken);
    }
}
