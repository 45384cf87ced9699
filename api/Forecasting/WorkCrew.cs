using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Forecasting;

/// <summary>Who works in a project, on which steps and when: so many people, those first who did most.</summary>
internal static class WorkCrew
{
    public const int WorkersMax = 200;

    private const int CredentialsMax = 5_000;

    private static readonly IReadOnlyList<WorkShift> UsualShifts
        = WorkShift.Weekdays(TimeSpan.FromHours(9), TimeSpan.FromHours(17));

    /// <param name="handled">Work that was recorded lately, by worker.</param>
    public static async Task<IReadOnlyList<PlannedWorkers>> ReadAsync(
        ActiveLabelDb db,
        Project project,
        IReadOnlyList<Step> steps,
        PlanGoals goals,
        IReadOnlyList<HandledTask> handled,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var members = await MembersAsync(db, project, cancellationToken);
        var profiles = await ProfilesAsync(db, project, members, now, cancellationToken);
        var seconds = await SecondsAsync(db, project, members, handled, now, cancellationToken);
        var done = handled.ToLookup(task => task.Worker, task => task.Step);
        return [.. members
            .Select(worker => new PlannedWorkers(
                KeyOf(worker.Id),
                SkillsOf(steps, profiles[worker.Id], [.. done[worker.Id]]),
                goals.Shifts ?? Availability.Fit(seconds[worker.Id], WorkerDay.DayOf(now)),
                goals.CostPerHour))
            .Where(worker => worker.Shifts.Count > 0)];
    }

    /// <summary>How many of them meet all that each step asks for.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(
        ActiveLabelDb db,
        Project project,
        IReadOnlyList<Step> steps,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var members = await MembersAsync(db, project, cancellationToken);
        var profiles = await ProfilesAsync(db, project, members, now, cancellationToken);
        return steps.ToDictionary(
            step => step.Key,
            step => profiles.Values.Count(profile => step.Requirement is not { IsForEverybody: false } requirement
                || requirement.Evaluate(profile).Count == 0),
            StringComparer.Ordinal);
    }

    public static string KeyOf(WorkerId worker)
        => worker.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>People who could come.</summary>
    public static PlannedWorkers Of(MoreWorkers more, IReadOnlyList<Step> steps, PlanGoals goals, int number)
    {
        var skill = steps.Where(step => step.Key == more.Step).Select(WorkGraph.SkillOf).FirstOrDefault();
        return new(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{more.Step} (new {number})"),
            skill is null ? new HashSet<string>() : new HashSet<string> { skill },
            more.Shifts ?? goals.Shifts ?? UsualShifts,
            more.CostPerHour ?? goals.CostPerHour,
            more.Count);
    }

    // Whoever has done a step may do it, whatever is known of where he sits.
    private static HashSet<string> SkillsOf(
        IReadOnlyList<Step> steps, WorkerProfile profile, HashSet<string> done)
        => [.. steps.Where(step => step.Requirement is { IsForEverybody: false } requirement
                && (done.Contains(step.Key) || requirement.Evaluate(profile).Count == 0))
            .Select(WorkGraph.SkillOf).OfType<string>()];

    private static Task<List<Worker>> MembersAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
        => (
            from member in db.Memberships.AsNoTracking()
            where member.ProjectId == project.Id && member.EndedAt == null && member.QuarantinedAt == null
            join worker in db.Workers on member.WorkerId equals worker.Id
            where worker.DeactivatedAt == null
            orderby member.JudgementCount descending, member.WorkerId
            select worker).Take(WorkersMax).ToListAsync(cancellationToken);

    private static async Task<Dictionary<WorkerId, WorkerProfile>> ProfilesAsync(
        ActiveLabelDb db,
        Project project,
        List<Worker> members,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = members.ConvertAll(worker => worker.Id);
        var held = (await db.WorkerCredentials.AsNoTracking()
            .Where(credential => ids.Contains(credential.WorkerId) && credential.RevokedAt == null)
            .OrderByDescending(credential => credential.Id).Take(CredentialsMax).ToListAsync(cancellationToken))
            .ToLookup(credential => credential.WorkerId);
        var crowds = await db.Crowds.AsNoTracking()
            .Where(crowd => crowd.OrganizationId == project.OrganizationId)
            .ToDictionaryAsync(crowd => crowd.Key, crowd => crowd.Kind, StringComparer.Ordinal, cancellationToken);
        var zones = await db.AccessZones.AsNoTracking()
            .Where(zone => zone.OrganizationId == project.OrganizationId)
            .OrderBy(zone => zone.Id).Take(AccessZone.CountMax).ToListAsync(cancellationToken);
        return members.ToDictionary(
            worker => worker.Id,
            worker => new WorkerProfile(
                worker.Crowd, crowds.GetValueOrDefault(worker.Crowd), [.. held[worker.Id]], zones, Address: null, now));
    }

    /// <summary>Seconds of work of each worker by day: judgements as summed up, decisions as recorded.</summary>
    private static async Task<Dictionary<WorkerId, Dictionary<int, double>>> SecondsAsync(
        ActiveLabelDb db,
        Project project,
        List<Worker> members,
        IReadOnlyList<HandledTask> handled,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = members.ConvertAll(worker => worker.Id);
        var from = WorkerDay.DayOf(now) - Availability.DaysMax;
        var days = await db.WorkerDays.AsNoTracking()
            .Where(day => day.ProjectId == project.Id && ids.Contains(day.WorkerId) && day.Day > from)
            .Select(day => new { day.WorkerId, day.Day, day.ActiveSeconds }).ToListAsync(cancellationToken);
        var all = days.Select(day => (day.WorkerId, day.Day, Seconds: day.ActiveSeconds))
            .Concat(handled.Where(task => task.IsDecision)
                .Select(task => (WorkerId: task.Worker, Day: WorkerDay.DayOf(task.At), task.Seconds)))
            .ToLookup(day => day.WorkerId);
        return ids.ToDictionary(id => id, id => all[id].GroupBy(day => day.Day)
            .ToDictionary(same => same.Key, same => same.Sum(day => day.Seconds)));
    }
}

/// <summary>A judgement or a decision on record.</summary>
internal readonly record struct HandledTask(
    string Step, WorkerId Worker, double Seconds, DateTimeOffset At, bool IsDecision);
