using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <summary>Says how a project measures its workers, and takes single gold items out of use.</summary>
public sealed class SetGoldSettings(Writing writing)
{
    /// <summary>What is said replaces what was said before, so that a retry needs no key of its own.</summary>
    /// <returns>What is wrong with it; null where it holds from now on.</returns>
    public async Task<string?> ExecuteAsync(
        Project project, GoldSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Validate() is { } problem)
            return problem;
        await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var current = await db.Projects.SingleAsync(known => known.Id == project.Id, token);
                current.Gold = settings;
                return await db.SaveChangesAsync(token);
            },
            cancellationToken);
        return null;
    }

    /// <returns>The gold item, which nobody gets any more; null where the project has none of the id.</returns>
    public Task<GoldItem?> RetireAsync(Project project, GoldItemId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var gold = await db.GoldItems.SingleOrDefaultAsync(
                    known => known.Id == id && known.ProjectId == project.Id, token);
                if (gold is null or { RetiredAt: not null })
                    return gold;
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                gold.RetiredAt = now;
                await db.SaveChangesAsync(token);
                var closed = await ScoreGold.CloseAsync(db, gold, token);
                await EventLog.AppendAsync(
                    db,
                    project.OrganizationId,
                    project.Id,
                    closed.Totals,
                    [Metrics.MetricsChanged.Event(Metrics.MetricCurve.Reliability)],
                    now,
                    token);
                return gold;
            },
            cancellationToken);
    }
}
