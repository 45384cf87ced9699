using System.Numerics.Tensors;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>Of items that say nearly the same, one.</summary>
public static class NearDuplicates
{
    /// <summary>Cosine from which two items are nearly the same.</summary>
    public const float Cosine = 0.995f;

    /// <param name="vectors">n items.</param>
    /// <param name="order">Which of them, the preferred first.</param>
    /// <param name="count">No more are kept; the cost grows with its product with the length of the order.</param>
    /// <returns>The kept items in their order: none is a near-duplicate of one before it.</returns>
    public static IReadOnlyList<int> Collapse(
        ItemVectors vectors, IReadOnlyList<int> order, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(order);
        var kept = new List<int>(Math.Min(count, order.Count));
        foreach (var item in order)
        {
            if (kept.Count >= count)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsKnown(vectors, item, kept))
                kept.Add(item);
        }
        return kept;
    }

    private static bool IsKnown(ItemVectors vectors, int item, List<int> kept)
    {
        var row = vectors.Row(item);
        foreach (var other in kept)
            if (TensorPrimitives.Dot(row, vectors.Row(other)) >= Cosine)
                return true;
        return false;
    }
}
