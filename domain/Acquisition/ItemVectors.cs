using System.Numerics.Tensors;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>Where items lie to each other: n vectors of length 1, or 0 for an item that says nothing.</summary>
/// <param name="Values">n × D by rows.</param>
/// <param name="Dimension">D.</param>
public sealed record ItemVectors(float[] Values, int Dimension)
{
    public int Count => Dimension == 0 ? 0 : Values.Length / Dimension;

    /// <returns>The rows, each scaled to length 1; a row of zeros stays.</returns>
    public static ItemVectors OfRows(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var dimension = rows.Count == 0 ? 0 : rows[0].Length;
        var values = new float[rows.Count * dimension];
        for (var item = 0; item < rows.Count; item++)
        {
            var row = values.AsSpan(item * dimension, dimension);
            var length = TensorPrimitives.Norm<float>(rows[item]);
            if (length > 0)
                TensorPrimitives.Divide(rows[item], length, row);
        }
        return new(values, dimension);
    }

    public ReadOnlySpan<float> Row(int item) => Values.AsSpan(item * Dimension, Dimension);

    /// <returns>The vectors of some of the items, in the order asked.</returns>
    public ItemVectors Pick(IReadOnlyList<int> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var values = new float[items.Count * Dimension];
        for (var place = 0; place < items.Count; place++)
            Row(items[place]).CopyTo(values.AsSpan(place * Dimension));
        return new(values, Dimension);
    }
}
