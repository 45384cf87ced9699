using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Conflicts;

/// <summary>
/// Which of a few items a worker has an interest in: asked of what a claim took, and at the judgement.
/// </summary>
internal static class FindConflicts
{
    /// <param name="attributes">Those the step asks about; with none, nothing is read.</param>
    /// <param name="items">A handful.</param>
    /// <returns>The items in conflict, each with the rule that is not met.</returns>
    public static async Task<IReadOnlyDictionary<ItemId, UnmetRule>> ApplyAsync(
        ActiveLabelDb db,
        WorkerId worker,
        IReadOnlyList<string> attributes,
        IReadOnlyList<ItemId> items,
        CancellationToken cancellationToken)
    {
        var found = new Dictionary<ItemId, UnmetRule>();
        if (attributes.Count == 0 || items.Count == 0)
            return found;
        var conflicts = await db.WorkerConflicts.AsNoTracking()
            .Where(conflict => conflict.WorkerId == worker && attributes.Contains(conflict.Attribute))
            .OrderBy(conflict => conflict.Id).Take(WorkerConflict.CountMax).ToListAsync(cancellationToken);
        if (conflicts.Count == 0)
            return found;
        var known = await db.Items.Where(item => items.Contains(item.Id))
            .Select(item => new { item.Id, item.Attributes }).ToListAsync(cancellationToken);
        foreach (var item in known)
            if (ConflictOfInterest.Find(attributes, conflicts, item.Attributes) is { } rule)
                found[item.Id] = rule;
        return found;
    }
}
