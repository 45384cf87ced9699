using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Alerts;

public sealed class AlertQueries
{
    private static readonly NumberKey<ProjectEvent, long> Sequence = new("at", happened => happened.Sequence);

    /// <summary>
    /// What somebody should have looked at, the oldest first unless another order is asked for. A cursor is one of the
    /// subscription, too.
    /// </summary>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<AlertRaised>> Alerts(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        IReadOnlyList<AlertSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var alerts = new ListQuery<ProjectEvent>(
            db, db.Events.AsNoTracking().Where(happened => happened.ProjectId == project.Id), Sequence);
        return await new ProjectEventFilterInput(new(EventKind.AlertRaised)).ApplyTo(alerts).ReadAsync(
            page,
            order,
            happened => AlertRaised.Of(happened) ?? throw new InvalidOperationException("The event is no alert."),
            cancellationToken);
    }
}

/// <summary>An order of alerts.</summary>
/// <param name="At">By when they were raised.</param>
public sealed record AlertSortInput(SortDirection? At = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("at", At)];
}
