using ActiveLabel.Api.Items;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <summary>Changes the next batch of an order so far as the quotas of the project ask.</summary>
internal static class MeetQuotas
{
    public static async Task<TaskOrder> ExecuteAsync(
        ActiveLabelDb db, Project project, TaskOrder order, CancellationToken cancellationToken)
    {
        var settings = project.Settings;
        if (!settings.HasQuotas || order.Tasks.Count == 0)
            return order;
        var quotas = new BatchQuotas(
            [.. settings.SliceQuotas.Select(quota => quota.Share)],
            settings.ClassBalance,
            await CountByChoiceAsync(db, project, cancellationToken));
        var batch = quotas.Select(
            [.. order.Tasks.Select(task => new QuotaItem(task.Choice, task.Slices))],
            DefaultAcquisition.BatchSize(await OrderTasks.CountLabelsAsync(db, project.Id, cancellationToken)));
        var picked = batch.ToHashSet();
        return order with
        {
            Tasks =
            [
                .. batch.Select(rank => order.Tasks[rank]),
                .. order.Tasks.Where((_, rank) => !picked.Contains(rank)),
            ],
            // What a quota brought to the front is no more there by chance than what is typical.
            Representatives = order.Representatives == 0 ? 0 : batch.Count,
        };
    }

    /// <param name="attributes">Of an item, as they are in storage.</param>
    /// <returns>Bit q is set where the item belongs to the slice of quota q.</returns>
    public static int SlicesOf(string attributes, IReadOnlyList<SliceQuota> quotas)
    {
        var (known, slices) = (ItemAttributes.Of(attributes), 0);
        for (var slice = 0; slice < quotas.Count; slice++)
            if (known.GetValueOrDefault(quotas[slice].Attribute) == quotas[slice].Value)
                slices |= 1 << slice;
        return slices;
    }

    private static async Task<int[]> CountByChoiceAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var counts = new int[project.Schema.Questions[0].Choices.Count];
        if (project.Settings.ClassBalance == 0)
            return counts;
        var key = project.Schema.Questions[0].Key;
        var known = await (
            from item in db.Items
            join consensus in db.Consensus on item.Id equals consensus.ItemId
            where item.ProjectId == project.Id && item.State == ItemState.Done && item.Arm != Arm.Control
                && consensus.QuestionKey == key
            group item by consensus.Label into alike
            select new { Label = alike.Key, Count = alike.Count() }).ToListAsync(cancellationToken);
        foreach (var alike in known)
            counts[alike.Label] = alike.Count;
        return counts;
    }
}
