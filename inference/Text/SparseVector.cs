namespace ActiveLabel.Inference.Text;

/// <summary>A vector of which only the parts that are not zero are written down.</summary>
/// <param name="Buckets">Rising, each once.</param>
/// <param name="Weights">One for each bucket, of Euclidean length 1 together; both empty for a text without
/// words.</param>
internal readonly record struct SparseVector(int[] Buckets, float[] Weights)
{
    public int Count => Buckets.Length;

    public static SparseVector OfDense(float[] numbers)
    {
        int[] places = [.. Enumerable.Range(0, numbers.Length).Where(place => numbers[place] != 0)];
        return new(places, Array.ConvertAll(places, place => numbers[place]));
    }
}
