using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Qualifications;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Qualifications;

public sealed class QualificationQueries
{
    /// <summary>What can be earned by a test over items of a project.</summary>
    [Allow(Audience.Everybody)]
    public static async Task<Connection<QualificationType>> Qualifications(
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
            db.Qualifications.AsNoTracking().Where(known => known.ProjectId == project.Id),
            known => known.Id,
            known => new QualificationType(known),
            cancellationToken);
    }

    /// <summary>Who tried to earn a qualification, and how it went.</summary>
    /// <param name="qualificationId">Which.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<QualificationAttemptType>> QualificationAttempts(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string qualificationId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var id = GlobalId.Parse<QualificationId>(qualificationId) ?? new(0);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.QualificationAttempts.AsNoTracking().Where(attempt => attempt.OrganizationId == caller.OrganizationId
                && db.Qualifications.Any(known => known.Id == id && known.Id == attempt.QualificationId)),
            attempt => attempt.Id,
            attempt => new QualificationAttemptType(attempt),
            cancellationToken);
    }
}
