using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

public sealed class DecisionQueries
{
    /// <summary>What was decided in a project, in the order of the decisions.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<DecisionType>> Decisions(
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
            db.Decisions.AsNoTracking().Where(decision => decision.ProjectId == project.Id),
            decision => decision.Id,
            decision => new DecisionType(decision),
            cancellationToken);
    }

    /// <summary>The exceptions of a project, in the order they came.</summary>
    /// <param name="isOpen">Only those that are open, or only those that are resolved; left out: all.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<ItemExceptionType>> Exceptions(
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
        var exceptions = db.Exceptions.AsNoTracking().Where(exception => exception.ProjectId == project.Id);
        if (isOpen == true)
            exceptions = exceptions.Where(exception => exception.ResolvedAt == null);
        if (isOpen == false)
            exceptions = exceptions.Where(exception => exception.ResolvedAt != null);
        return await page.ReadAsync(
            exceptions, exception => exception.Id, exception => new ItemExceptionType(exception), cancellationToken);
    }
}
