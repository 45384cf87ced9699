using ActiveLabel.Api.Events;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>What became of a request about a quarantine.</summary>
public abstract record QuarantineResult
{
    /// <summary>As it is now, whether the request changed it or an earlier one did.</summary>
    public sealed record Changed(Quarantine Quarantine) : QuarantineResult;

    public sealed record Invalid(string Problem) : QuarantineResult, IRefusal;

    /// <param name="What">What there is none of.</param>
    public sealed record NotFound(string What) : QuarantineResult, IRefusal;
}

/// <summary>
/// Imposes and lifts quarantines, and hears appeals. The worker is out at once; what is derived from his judgements
/// follows by an operation (<see cref="ApplyQuarantines"/>).
/// </summary>
public sealed class ChangeQuarantine(Writing writing, StartOperation startOperation, TimeProvider time)
{
    /// <param name="by">Who imposes it, as the audit log names him.</param>
    public Task<QuarantineResult> ImposeAsync(
        Project project,
        WorkerId worker,
        QuarantineCause cause,
        string reason,
        string by,
        CancellationToken cancellationToken)
        => ChangeAsync(
            project, reason, (db, token) => ImposeAsync(db, project, worker, cause, reason, by, token),
            cancellationToken);

    public Task<QuarantineResult> LiftAsync(
        Project project, WorkerId worker, string reason, string by, CancellationToken cancellationToken)
        => ChangeAsync(
            project,
            reason,
            async (db, token) =>
            {
                var latest = await LatestAsync(db, project, worker, token);
                if (latest is null)
                    return new QuarantineResult.NotFound("quarantine of the worker");
                if (latest.TryLift(by, reason, time.GetUtcNow()))
                    await LetInAsync(db, latest, token);
                return new QuarantineResult.Changed(latest);
            },
            cancellationToken);

    /// <param name="worker">Whose quarantine it must be.</param>
    public Task<QuarantineResult> AppealAsync(
        Project project, WorkerId worker, string appeal, CancellationToken cancellationToken)
        => ChangeAsync(
            project,
            appeal,
            async (db, token) =>
            {
                var latest = await LatestAsync(db, project, worker, token);
                if (latest is null or { LiftedAt: not null })
                    return new QuarantineResult.NotFound("quarantine of yours");
                var now = time.GetUtcNow();
                if (!latest.TryAppeal(appeal, now))
                    return latest.Appeal == appeal
                        ? new QuarantineResult.Changed(latest)
                        : new QuarantineResult.Invalid("You have appealed already; an appeal is heard once.");
                await TellAsync(db, latest, [], now, token);
                return new QuarantineResult.Changed(latest);
            },
            cancellationToken);

    public Task<QuarantineResult> DecideAppealAsync(
        Project project,
        QuarantineId id,
        AppealOutcome outcome,
        string reason,
        string by,
        CancellationToken cancellationToken)
        => ChangeAsync(
            project,
            reason,
            async (db, token) =>
            {
                var known = await db.Quarantines.SingleOrDefaultAsync(
                    quarantine => quarantine.Id == id && quarantine.ProjectId == project.Id, token);
                if (known is null)
                    return new QuarantineResult.NotFound("quarantine");
                var now = time.GetUtcNow();
                if (!known.TryDecideAppeal(outcome, by, reason, now))
                    return known.AppealOutcome == outcome
                        ? new QuarantineResult.Changed(known)
                        : new QuarantineResult.Invalid("There is no appeal to decide.");
                if (outcome == AppealOutcome.Granted)
                    await LetInAsync(db, known, token);
                else
                    await TellAsync(db, known, [], now, token);
                return new QuarantineResult.Changed(known);
            },
            cancellationToken);

    /// <summary>Starts what has not caught up: whoever changed a quarantine may have been stopped then.</summary>
    internal async Task CatchUpAsync(
        IDbContextFactory<ActiveLabelDb> databases, Project project, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Quarantines.AnyAsync(
            known => known.ProjectId == project.Id && known.IsPending, cancellationToken))
            await startOperation.ExecuteAsync(
                project.OrganizationId, project.Id, Job.ApplyQuarantines, cancellationToken);
    }

    private async Task<QuarantineResult> ChangeAsync(
        Project project,
        string text,
        Func<ActiveLabelDb, CancellationToken, Task<QuarantineResult>> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        if (string.IsNullOrWhiteSpace(text) || text.Length > Quarantine.ReasonLengthMax)
            return new QuarantineResult.Invalid($"Say why, in 1 to {Quarantine.ReasonLengthMax} characters.");
        var result = await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id), change, cancellationToken);
        if (result is QuarantineResult.Changed { Quarantine.IsPending: true })
            await startOperation.ExecuteAsync(
                project.OrganizationId, project.Id, Job.ApplyQuarantines, cancellationToken);
        return result;
    }

    private async Task<QuarantineResult> ImposeAsync(
        ActiveLabelDb db,
        Project project,
        WorkerId worker,
        QuarantineCause cause,
        string reason,
        string by,
        CancellationToken cancellationToken)
    {
        var member = await db.Memberships.SingleOrDefaultAsync(
            known => known.ProjectId == project.Id && known.WorkerId == worker, cancellationToken);
        if (member is null)
            return new QuarantineResult.NotFound("worker of the project");
        if (await LatestAsync(db, project, worker, cancellationToken) is { LiftedAt: null } open)
            return new QuarantineResult.Changed(open);
        var now = time.GetUtcNow();
        var quarantine = db.Quarantines.Add(new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            WorkerId = worker,
            Cause = cause,
            Reason = reason,
            ImposedBy = by,
            ImposedAt = now,
        }).Entity;
        member.QuarantinedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        var released = await TakeTasksAsync(db, quarantine, cancellationToken);
        await TellAsync(db, quarantine, released, now, cancellationToken);
        return new QuarantineResult.Changed(quarantine);
    }

    private async Task LetInAsync(ActiveLabelDb db, Quarantine quarantine, CancellationToken cancellationToken)
    {
        var member = await db.Memberships.SingleAsync(
            known => known.ProjectId == quarantine.ProjectId && known.WorkerId == quarantine.WorkerId,
            cancellationToken);
        member.QuarantinedAt = null;
        await TellAsync(db, quarantine, [], time.GetUtcNow(), cancellationToken);
    }

    // What he holds goes back to the queue: a bounded number of tasks.
    private static async Task<List<NewEvent>> TakeTasksAsync(
        ActiveLabelDb db, Quarantine quarantine, CancellationToken cancellationToken)
    {
        var events = new List<NewEvent>();
        foreach (var slot in await db.Slots.AsNoTracking()
            .Where(slot => slot.WorkerId == quarantine.WorkerId && slot.ProjectId == quarantine.ProjectId
                && slot.State == SlotState.Leased)
            .OrderBy(slot => slot.TaskId).ToListAsync(cancellationToken))
            if (await HeldSlots.GiveBackAsync(db, slot, isForWorker: true, cancellationToken) is { } item)
                events.Add(new(EventKind.TaskReleased, item, quarantine.WorkerId));
        return events;
    }

    private static Task TellAsync(
        ActiveLabelDb db,
        Quarantine quarantine,
        List<NewEvent> released,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => EventLog.AppendAsync(
            db,
            quarantine.OrganizationId,
            quarantine.ProjectId,
            new(SlotsLeased: -released.Count),
            [.. released, new(EventKind.WorkerChanged, WorkerId: quarantine.WorkerId)],
            now,
            cancellationToken);

    private static Task<Quarantine?> LatestAsync(
        ActiveLabelDb db, Project project, WorkerId worker, CancellationToken cancellationToken)
        => db.Quarantines.Where(known => known.ProjectId == project.Id && known.WorkerId == worker)
            .OrderByDescending(known => known.Id).FirstOrDefaultAsync(cancellationToken);
}
