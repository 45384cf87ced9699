using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Judgements;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Judgements;

public sealed class JudgementQueries
{
    /// <summary>The judgements of a project, in the order they were given.</summary>
    [Allow(Role.Administrator)]
    public static async Task<Connection<JudgementType>> Judgements(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int first = 25,
        string? after = null)
    {
        var page = new PageRequest(first, after);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await page.ReadAsync(
            db.Judgements.AsNoTracking()
                .Where(judgement => judgement.ProjectId == project.Id && judgement.Id > new JudgementId(page.After))
                .OrderBy(judgement => judgement.Id),
            judgement => judgement.Id.Value,
            judgement => new JudgementType(judgement),
            cancellationToken);
    }
}
