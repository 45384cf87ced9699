using System.Numerics.Tensors;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Features;

/// <summary>
/// Few dimensions in which vectors lie to each other much as in their many: the leading directions of a sample.
/// </summary>
/// <remarks>
/// Latent semantic analysis (Deerwester et al., 1990) by randomized subspace iteration (Halko, Martinsson and Tropp,
/// 2011). A the sample, n × V, its columns scaled by idf = ln((1 + n) / (1 + df)) + 1, its rows to length 1; Y = A Z,
/// orthonormal, Z = Aᵀ Y, three times. A vector x lies at x Z for an orthonormal Z, scaled to length 1.
/// </remarks>
internal sealed class LatentSpace
{
    private const int Rounds = 3;

    private readonly int[] _rowOfBucket;
    private readonly float[] _table;

    private LatentSpace(int[] rowOfBucket, float[] table, int dimension)
        => (_rowOfBucket, _table, Dimension) = (rowOfBucket, table, dimension);

    public int Dimension { get; }

    /// <summary>For each bucket its row of the table, 0 where the sample says nothing of it.</summary>
    public ReadOnlySpan<int> RowOfBucket => _rowOfBucket;

    /// <summary>(rows + 1) × D.</summary>
    public ReadOnlySpan<float> Table => _table;

    /// <param name="weighs">Whether rare features tell more: true for words, not for pixels.</param>
    public static LatentSpace Fit(
        IReadOnlyList<SparseVector> sample, int buckets, int dimension, bool weighs, Random random,
        CancellationToken cancellationToken)
    {
        var frequency = new int[buckets];
        foreach (var example in sample)
            foreach (var bucket in example.Buckets)
                frequency[bucket]++;
        // What occurs once ties no two examples together.
        var (rows, count) = (new int[buckets], 0);
        var scales = new List<float> { 0 };
        for (var bucket = 0; bucket < buckets; bucket++)
            if (frequency[bucket] > 1)
            {
                rows[bucket] = ++count;
                scales.Add(weighs ? (float)Math.Log((1.0 + sample.Count) / (1 + frequency[bucket])) : 1);
            }
        var scaled = sample.Select(example => Scale(example, rows, scales)).ToArray();
        dimension = Math.Max(1, Math.Min(dimension, Math.Min(count, sample.Count)));
        var table = Gaussian((count + 1) * dimension, random);
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var y = Multiply(scaled, table, dimension);
            Orthonormalise(y, dimension);
            table = MultiplyTransposed(scaled, y, count + 1, dimension);
        }
        Orthonormalise(table, dimension);
        for (var row = 1; row <= count; row++)
            TensorPrimitives.Multiply(
                table.AsSpan(row * dimension, dimension), scales[row], table.AsSpan(row * dimension, dimension));
        table.AsSpan(0, dimension).Clear();
        return new(rows, table, dimension);
    }

    /// <param name="place">D: where the vector lies.</param>
    public void Project(in SparseVector vector, Span<float> place)
    {
        place.Clear();
        for (var index = 0; index < vector.Count; index++)
            if (_rowOfBucket[vector.Buckets[index]] is not 0 and var row)
                TensorPrimitives.MultiplyAdd(
                    _table.AsSpan(row * Dimension, Dimension), vector.Weights[index], place, place);
        var length = TensorPrimitives.Norm<float>(place);
        if (length > 0)
            TensorPrimitives.Divide(place, length, place);
    }

    private static SparseVector Scale(SparseVector example, int[] rows, List<float> scales)
    {
        int[] kept = [.. Enumerable.Range(0, example.Count).Where(index => rows[example.Buckets[index]] > 0)];
        float[] weights = [.. kept.Select(index => example.Weights[index] * scales[rows[example.Buckets[index]]])];
        var length = TensorPrimitives.Norm<float>(weights);
        if (length > 0)
            TensorPrimitives.Divide(weights, length, weights);
        return new([.. kept.Select(index => rows[example.Buckets[index]])], weights);
    }

    private static float[] Gaussian(int count, Random random)
    {
        var values = new float[count];
        for (var index = 0; index < count; index++)
            values[index] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    /// <returns>A Z, n × D.</returns>
    private static float[] Multiply(SparseVector[] examples, float[] z, int dimension)
    {
        var y = new float[examples.Length * dimension];
        for (var example = 0; example < examples.Length; example++)
        {
            var row = y.AsSpan(example * dimension, dimension);
            for (var index = 0; index < examples[example].Count; index++)
                TensorPrimitives.MultiplyAdd(
                    z.AsSpan(examples[example].Buckets[index] * dimension, dimension),
                    examples[example].Weights[index],
                    row,
                    row);
        }
        return y;
    }

    /// <returns>Aᵀ Y, V × D.</returns>
    private static float[] MultiplyTransposed(SparseVector[] examples, float[] y, int rows, int dimension)
    {
        var z = new float[rows * dimension];
        for (var example = 0; example < examples.Length; example++)
            for (var index = 0; index < examples[example].Count; index++)
            {
                var row = z.AsSpan(examples[example].Buckets[index] * dimension, dimension);
                TensorPrimitives.MultiplyAdd(
                    y.AsSpan(example * dimension, dimension), examples[example].Weights[index], row, row);
            }
        return z;
    }

    /// <summary>Gram and Schmidt on the columns, in place, in blocks that stay in the cache.</summary>
    private static void Orthonormalise(float[] matrix, int dimension)
    {
        var rows = matrix.Length / dimension;
        // Cholesky of the Gram matrix G = L Lᵀ; Q = M L⁻ᵀ has orthonormal columns. Twice, since once loses digits.
        for (var pass = 0; pass < 2; pass++)
        {
            var inverse = InverseOfCholesky(Gram(matrix, rows, dimension), dimension);
            var product = new float[dimension];
            for (var row = 0; row < rows; row++)
            {
                var values = matrix.AsSpan(row * dimension, dimension);
                product.AsSpan().Clear();
                for (var column = 0; column < dimension; column++)
                    TensorPrimitives.MultiplyAdd(
                        inverse.AsSpan(column * dimension, dimension), values[column], product, product);
                product.CopyTo(values);
            }
        }
    }

    private static double[] Gram(float[] matrix, int rows, int dimension)
    {
        var gram = new double[dimension * dimension];
        var wide = new double[dimension];
        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(matrix.AsSpan(row * dimension, dimension), wide);
            for (var column = 0; column < dimension; column++)
                TensorPrimitives.MultiplyAdd<double>(
                    wide,
                    wide[column],
                    gram.AsSpan(column * dimension, dimension),
                    gram.AsSpan(column * dimension, dimension));
        }
        return gram;
    }

    /// <returns>L⁻ᵀ by rows; a direction that the columns do not span becomes zero.</returns>
    private static float[] InverseOfCholesky(double[] gram, int d)
    {
        var lower = new double[d * d];
        var floor = 1e-12 * Enumerable.Range(0, d).Max(index => gram[(index * d) + index]);
        for (var column = 0; column < d; column++)
        {
            var diagonal = gram[(column * d) + column]
                - TensorPrimitives.SumOfSquares<double>(lower.AsSpan(column * d, column));
            if (diagonal <= floor)
                continue;
            lower[(column * d) + column] = Math.Sqrt(diagonal);
            for (var row = column + 1; row < d; row++)
                lower[(row * d) + column] = (gram[(row * d) + column] - TensorPrimitives.Dot<double>(
                    lower.AsSpan(row * d, column), lower.AsSpan(column * d, column))) / lower[(column * d) + column];
        }
        var inverse = new double[d * d]; // L⁻¹ by rows
        for (var row = 0; row < d; row++)
        {
            if (lower[(row * d) + row] == 0)
                continue;
            for (var column = 0; column <= row; column++)
            {
                var sum = row == column ? 1.0 : 0;
                for (var middle = column; middle < row; middle++)
                    sum -= lower[(row * d) + middle] * inverse[(middle * d) + column];
                inverse[(row * d) + column] = sum / lower[(row * d) + row];
            }
        }
        var transposed = new float[d * d];
        for (var row = 0; row < d; row++)
            for (var column = 0; column < d; column++)
                transposed[(row * d) + column] = (float)inverse[(column * d) + row];
        return transposed;
    }
}
