namespace ActiveLabel.Domain.Acquisition;

/// <summary>What quotas need to know of an item.</summary>
/// <param name="Choice">The most probable one, by its index; -1 where no model said anything.</param>
/// <param name="Slices">Bit q is set where the item belongs to the slice of quota q.</param>
public readonly record struct QuotaItem(int Choice, int Slices)
{
    public bool IsIn(int slice) => (Slices & (1 << slice)) != 0;
}

/// <summary>
/// The next batch of an order, changed only so far as slices and classes would have too few places in it.
/// </summary>
/// <remarks>
/// Places are given one after the other. Place i of slice q with share s_q goes to its highest item while q has fewer
/// than s_q i places, to the slice that lacks most; else, while fewer than β i places were given to balance, to the
/// highest item of the class with the fewest labels so far, those of the batch included; else to the highest item
/// that is left. So every beginning of a batch keeps the quotas, to within the rounding where several compete, and an
/// order that is made anew before the batch is done starves nobody. With β = 1 it is the greedy form of class-balanced
/// active learning (Bengar et al., WACV 2022), with the most probable class in place of all probabilities. What cannot
/// be had, for want of such items, is left to the order.
/// </remarks>
/// <param name="sliceShares">s: of each slice, 0 to 1 and at most 1 in all; 31 slices at the most.</param>
/// <param name="classBalance">β: 0 as the order has it, 1 as even as can be.</param>
/// <param name="labeled">Labels of each class so far.</param>
public sealed class BatchQuotas(IReadOnlyList<double> sliceShares, double classBalance, IReadOnlyList<int> labeled)
{
    private const double Tolerance = 1e-9;

    /// <param name="order">The highest item first.</param>
    /// <returns>The first <paramref name="count"/> of the batch's order, or all where there are fewer.</returns>
    public IReadOnlyList<int> Select(IReadOnlyList<QuotaItem> order, int count)
    {
        ArgumentNullException.ThrowIfNull(order);
        count = Math.Min(count, order.Count);
        var (slices, classes) = Parted(order, count);
        var (inSlice, inClass) = (new int[slices.Length], labeled.ToArray());
        var (batch, taken, next, balanced) = (new List<int>(count), new HashSet<int>(count), 0, 0);
        while (batch.Count < count)
        {
            foreach (var waiting in slices.Concat(classes))
                while (waiting.TryPeek(out var first) && taken.Contains(first))
                    waiting.Dequeue();
            while (taken.Contains(next))
                next++;
            var place = batch.Count + 1;
            var item = next;
            if (Lacking(slices, inSlice, place) is { } slice)
                item = slices[slice].Peek();
            else if (balanced < (classBalance * place) - Tolerance && Rarest(classes, inClass) is { } rarest)
                (item, balanced) = (classes[rarest].Peek(), balanced + 1);
            batch.Add(item);
            taken.Add(item);
            for (var index = 0; index < inSlice.Length; index++)
                inSlice[index] += order[item].IsIn(index) ? 1 : 0;
            if (IsClass(order[item].Choice))
                inClass[order[item].Choice]++;
        }
        return batch;
    }

    private bool IsClass(int choice) => choice >= 0 && choice < labeled.Count;

    /// <summary>Of each slice and class the highest; a batch takes no more of them than it has places.</summary>
    private (Queue<int>[] Slices, Queue<int>[] Classes) Parted(IReadOnlyList<QuotaItem> order, int count)
    {
        Queue<int>[] slices = [.. sliceShares.Select(_ => new Queue<int>())];
        Queue<int>[] classes = classBalance > 0 ? [.. labeled.Select(_ => new Queue<int>())] : [];
        for (var rank = 0; rank < order.Count; rank++)
        {
            for (var slice = 0; slice < slices.Length; slice++)
                if (order[rank].IsIn(slice) && slices[slice].Count < count)
                    slices[slice].Enqueue(rank);
            if (classes.Length > 0 && IsClass(order[rank].Choice) && classes[order[rank].Choice].Count < count)
                classes[order[rank].Choice].Enqueue(rank);
        }
        return (slices, classes);
    }

    /// <returns>The slice with items left that lacks most at the place; null where none lacks any.</returns>
    private int? Lacking(Queue<int>[] slices, int[] inSlice, int place)
    {
        var (most, found) = (Tolerance, (int?)null);
        for (var slice = 0; slice < slices.Length; slice++)
            if (slices[slice].Count > 0 && (sliceShares[slice] * place) - inSlice[slice] is var lack && lack > most)
                (most, found) = (lack, slice);
        return found;
    }

    /// <returns>
    /// The class with items left that has the fewest labels, of several the one whose item is the highest.
    /// </returns>
    private static int? Rarest(Queue<int>[] classes, int[] inClass)
    {
        int? found = null;
        for (var index = 0; index < classes.Length; index++)
            if (classes[index].TryPeek(out var first) && (found is not { } best
                || (inClass[index], first).CompareTo((inClass[best], classes[best].Peek())) < 0))
                found = index;
        return found;
    }
}
