using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActiveLabel.Domain.Calibration;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Training;

/// <summary>A linear model over sparse vectors: z[k] = b[k] + Σ x[j] W[row(j), k], probabilities softmax(z).</summary>
/// <remarks>
/// Only buckets that the training examples have get a row of weights. Rows are padded to whole vectors.
/// </remarks>
internal sealed class SoftmaxRegression
{
    private readonly int[] _rowOfBucket;

    internal SoftmaxRegression(int labelCount, int buckets, IEnumerable<SparseVector> examples)
    {
        LabelCount = labelCount;
        Stride = (labelCount + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;
        _rowOfBucket = new int[buckets];
        foreach (var example in examples)
            foreach (var bucket in example.Buckets)
                if (_rowOfBucket[bucket] == 0)
                    _rowOfBucket[bucket] = ++RowCount;
        Weights = new float[(RowCount + 1) * Stride];
        Bias = new float[Stride];
    }

    public int LabelCount { get; }

    /// <summary>Length of a padded row.</summary>
    public int Stride { get; }

    /// <summary>Rows with weights, from 1 to this; row 0 is zero and stands for all buckets never seen.</summary>
    public int RowCount { get; }

    /// <summary>(rows + 1) × stride.</summary>
    public float[] Weights { get; }

    /// <summary>One stride.</summary>
    public float[] Bias { get; }

    /// <summary>For each bucket its row, 0 where it was never seen.</summary>
    public ReadOnlySpan<int> RowOfBucket => _rowOfBucket;

    /// <param name="logits">One stride; the padding stays zero.</param>
    public void Score(in SparseVector example, Span<float> logits)
    {
        Bias.CopyTo(logits);
        var sums = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        for (var index = 0; index < example.Count; index++)
        {
            var row = _rowOfBucket[example.Buckets[index]];
            if (row == 0)
                continue;
            var weights = Row(row);
            var value = Vector256.Create(example.Weights[index]);
            for (var part = 0; part < sums.Length; part++)
                sums[part] += value * weights[part];
        }
    }

    /// <returns>n × K by rows.</returns>
    public double[] Logits(IReadOnlyList<SparseVector> examples)
    {
        var logits = new double[examples.Count * LabelCount];
        var row = new float[Stride];
        for (var index = 0; index < examples.Count; index++)
        {
            Score(examples[index], row);
            for (var label = 0; label < LabelCount; label++)
                logits[(index * LabelCount) + label] = row[label];
        }
        return logits;
    }

    /// <param name="probabilities">K.</param>
    public void Predict(in SparseVector example, double temperature, Span<double> probabilities)
    {
        var row = new float[Stride];
        Score(example, row);
        var logits = new double[LabelCount];
        for (var label = 0; label < LabelCount; label++)
            logits[label] = row[label];
        TemperatureScaling.Apply(logits, temperature, probabilities);
    }

    internal Span<Vector256<float>> Row(int row)
        => MemoryMarshal.Cast<float, Vector256<float>>(Weights.AsSpan(row * Stride, Stride));
}
