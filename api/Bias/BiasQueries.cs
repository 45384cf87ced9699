using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

public sealed class BiasQueries
{
    /// <summary>
    /// The latest audit of a project; null before the first. <c>triggerJob</c> with AUDIT_BIAS makes one.
    /// </summary>
    [Allow(Audience.Staff)]
    public static async Task<BiasReportType?> BiasReport(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var latest = await db.BiasReports.AsNoTracking().Where(report => report.ProjectId == project.Id)
            .OrderByDescending(report => report.Id).FirstOrDefaultAsync(cancellationToken);
        return latest is null ? null : new(latest);
    }

    /// <summary>All audits of a project, the first one first.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<BiasReportType>> BiasReports(
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
            db.BiasReports.AsNoTracking().Where(report => report.ProjectId == project.Id),
            report => report.Id,
            report => new BiasReportType(report),
            cancellationToken);
    }
}
