using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>Counts what waits in each step of a project's workflow, and how fast it is judged.</summary>
internal static class CountSteps
{
    /// <param name="hour">How the project stood an hour ago, or at first; null where that is not known.</param>
    // Jobs may walk the open tasks, and an hour's judgements: requests read what was counted.
    public static async Task ApplyAsync(
        ActiveLabelDb db,
        Project project,
        MetricSnapshot? hour,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var free = await (from entry in db.Queue
                          join task in db.Tasks on entry.TaskId equals task.Id
                          where entry.ProjectId == project.Id && entry.State != QueueState.Closed
                          group entry.Required - entry.Filled by task.StepKey)
            .Select(step => new { step.Key, Count = step.Sum() })
            .ToDictionaryAsync(step => step.Key, step => step.Count, cancellationToken);
        var leased = await (from slot in db.Slots
                            join task in db.Tasks on slot.TaskId equals task.Id
                            where slot.ProjectId == project.Id && slot.State == SlotState.Leased
                            group slot by task.StepKey)
            .Select(step => new { step.Key, Count = step.Count() })
            .ToDictionaryAsync(step => step.Key, step => step.Count, cancellationToken);
        var judged = hour is null
            ? []
            : await JudgedAsync(db, project, hour.LastJudgement ?? new(0), cancellationToken);
        foreach (var totals in await db.StepTotals.AsTracking().Where(totals => totals.ProjectId == project.Id)
            .ToListAsync(cancellationToken))
        {
            totals.SlotsLeased = leased.GetValueOrDefault(totals.StepKey);
            totals.SlotsWanted = free.GetValueOrDefault(totals.StepKey) + totals.SlotsLeased;
            totals.JudgementsPerHour = hour is null
                ? null
                : judged.GetValueOrDefault(totals.StepKey) / (now - hour.At).TotalHours;
        }
    }

    private static Task<Dictionary<string, int>> JudgedAsync(
        ActiveLabelDb db, Project project, JudgementId after, CancellationToken cancellationToken)
        => (from judgement in db.Judgements
            join task in db.Tasks on judgement.TaskId equals task.Id
            where judgement.ProjectId == project.Id && judgement.Id > after
            group judgement by task.StepKey)
            .Select(step => new { step.Key, Count = step.Count() })
            .ToDictionaryAsync(step => step.Key, step => step.Count, cancellationToken);
}
