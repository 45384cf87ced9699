using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <summary>
/// The part of a transaction that says who needs the training again, and who no longer. A qualification of the project
/// that he passes ends it, and he begins anew.
/// </summary>
internal static class AskForTraining
{
    private const int MembersMax = 10_000;

    /// <returns>How many workers need it now and did not before.</returns>
    public static async Task<int> ApplyAsync(
        ActiveLabelDb db, Project project, GoldSettings settings, CancellationToken cancellationToken)
    {
        var members = await db.Memberships
            .Where(member => member.ProjectId == project.Id && member.EndedAt == null
                && (member.GoldWrong > 0 || member.TrainingNeededAt != null))
            .OrderBy(member => member.WorkerId).Take(MembersMax).ToListAsync(cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var changed = members.FindAll(member => (member.TrainingNeededAt is null)
            == (settings.TrainingBelow is { } below
                && GoldPolicy.NeedsTraining(member.GoldRight, member.GoldWrong, below)));
        foreach (var member in changed)
            member.TrainingNeededAt = member.TrainingNeededAt is null ? now : null;
        var ids = changed.ConvertAll(member => member.WorkerId);
        var names = await db.Workers.Where(worker => ids.Contains(worker.Id))
            .ToDictionaryAsync(worker => worker.Id, worker => worker.Name, cancellationToken);
        var asked = changed.FindAll(member => member.TrainingNeededAt is not null);
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(),
            [
                .. asked.Select(member => Alert.TrainingNeeded(
                    names[member.WorkerId],
                    project.Schema.Questions[0].Key,
                    member.GoldRight,
                    member.GoldRight + member.GoldWrong).ToEvent()),
                .. changed.Select(member => new NewEvent(EventKind.WorkerChanged, WorkerId: member.WorkerId)),
            ],
            now,
            cancellationToken);
        return asked.Count;
    }

    /// <summary>The worker has shown that he knows it: what he did before no longer speaks against him.</summary>
    public static Task<int> EndAsync(
        ActiveLabelDb db, ProjectId project, Domain.Workers.WorkerId worker, CancellationToken cancellationToken)
        => db.Memberships
            .Where(member => member.ProjectId == project && member.WorkerId == worker
                && member.TrainingNeededAt != null)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(member => member.TrainingNeededAt, (DateTimeOffset?)null)
                    .SetProperty(member => member.GoldRight, 0)
                    .SetProperty(member => member.GoldWrong, 0),
                cancellationToken);
}
