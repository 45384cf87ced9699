using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Suggestions;

public sealed class SuggestionQueries
{
    /// <summary>
    /// How the workflow could do with less, the first suggestion first. The job SUGGEST_WORKFLOW looks every hour.
    /// </summary>
    /// <param name="isStanding">Only what stands, or with false what the facts have left behind; left out: all.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<SuggestionType>> Suggestions(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        bool? isStanding = null,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var all = db.Suggestions.AsNoTracking().Where(suggestion => suggestion.ProjectId == project.Id);
        return await page.ReadAsync(
            isStanding switch
            {
                true => all.Where(suggestion => suggestion.SupersededAt == null),
                false => all.Where(suggestion => suggestion.SupersededAt != null),
                _ => all,
            },
            suggestion => suggestion.Id,
            suggestion => new SuggestionType(suggestion),
            cancellationToken);
    }
}
