using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Judgements;

public sealed class JudgementQueries
{
    /// <summary>The judgements of a project, in the order they were given.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<JudgementType>> Judgements(
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
            db.Judgements.AsNoTracking()
                .Where(judgement => judgement.ProjectId == project.Id),
            judgement => judgement.Id,
            judgement => new JudgementType(judgement),
            cancellationToken);
    }
}
