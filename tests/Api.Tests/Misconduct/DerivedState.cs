using System.Globalization;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tests.Misconduct;

/// <summary>All that is derived from the facts of a project, to the bit, in words that two of them can share.</summary>
internal static class DerivedState
{
    public static async Task<IReadOnlyList<string>> ReadAsync(ActiveLabelDb db, Project project)
    {
        var lines = new List<string>();
        var slots = (await db.Slots.AsNoTracking().ToListAsync()).ToLookup(slot => slot.TaskId);
        var tasks = (await db.Tasks.AsNoTracking().Where(task => !task.IsVoid).OrderBy(task => task.Id).ToListAsync())
            .ToLookup(task => task.ItemId);
        var queue = await db.Queue.AsNoTracking().ToDictionaryAsync(entry => entry.TaskId);
        var consensus = (await db.Consensus.AsNoTracking().OrderBy(row => row.QuestionKey).ToListAsync())
            .ToLookup(row => row.ItemId);
        foreach (var item in (await db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id).ToListAsync())
            .OrderBy(item => item.ExternalId, StringComparer.Ordinal))
        {
            lines.Add($"{item.ExternalId} {item.State} in {item.StepKey}, done: {item.DoneAt is not null}, "
                + string.Join(' ', item.Visits.OrderBy(visit => visit.Key).Select(visit => $"{visit}")));
            lines.AddRange(consensus[item.Id].Select(row => $"{item.ExternalId} {row.QuestionKey} {row.Label} "
                + $"{Bits(row.Confidence)} {row.JudgementCount} {row.IsDecided} "
                + string.Join(' ', row.Posterior.Select(BitConverter.SingleToInt32Bits))));
            lines.AddRange(tasks[item.Id].Select(task => $"{item.ExternalId} "
                + TaskLine(task, queue[task.Id], [.. slots[task.Id]])));
        }
        lines.AddRange((await db.Reliability.AsNoTracking().Join(
            db.Workers, row => row.WorkerId, worker => worker.Id, (row, worker) => new { row, worker.Name })
            .OrderBy(pair => pair.Name).ToListAsync())
            .Select(pair => $"{pair.Name} {Bits(pair.row.Accuracy)} {pair.row.JudgementCount} "
                + string.Join(' ', pair.row.Confusion.Select(Bits))));
        lines.AddRange((await db.CrowdEstimates.AsNoTracking().ToListAsync())
            .Select(row => string.Join(' ', row.LabelPrior.Concat(row.NewcomerConfusion).Select(Bits))));
        lines.AddRange((await db.StepTotals.AsNoTracking().OrderBy(row => row.StepKey).ToListAsync())
            .Select(row => $"{row.StepKey}: {row.Items}"));
        var totals = await db.Counters.AsNoTracking().SingleAsync(row => row.ProjectId == project.Id);
        lines.Add($"{totals.DoneItems} {totals.SlotsWanted} {totals.SlotsLeased} {totals.JudgedItems} "
            + totals.ConfidenceSum.ToString("F6", CultureInfo.InvariantCulture));
        return lines;
    }

    private static string TaskLine(LabelingTask task, QueueEntry entry, List<Slot> slots)
    {
        var aside = slots.Count(slot => slot.State == SlotState.SetAside);
        return $"{task.StepKey} {entry.State} {entry.Required - aside} wanted, "
            + $"{slots.Count(slot => slot.State == SlotState.Judged)} judged, {entry.Filled - aside} filled";
    }

    private static string Bits(double value) => $"{BitConverter.DoubleToInt64Bits(value)}";
}
