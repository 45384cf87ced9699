using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Events;

/// <summary>Where a subscriber starts to read.</summary>
public sealed record OpenedFeed(Project Project, long After);

/// <summary>The beginning of every subscription: who may read what, and from where on.</summary>
public sealed class OpenFeed(ProjectAccess access, EventFeed feed)
{
    /// <param name="after">A cursor to resume after, or null to hear of what happens from now on.</param>
    /// <exception cref="Transport.RefusalError">There is no such project, or the cursor is none.</exception>
    public async Task<OpenedFeed> ExecuteAsync(
        Caller caller, string projectId, string? after, CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        return new(project, after is null ? await feed.ReadEndAsync(project, cancellationToken) : Cursor.Parse(after));
    }
}
