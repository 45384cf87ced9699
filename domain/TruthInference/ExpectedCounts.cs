using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>What the M step needs of a posterior q[i,k]; gathered item by item, so that q is never stored.</summary>
internal sealed class ExpectedCounts(int workerCount, int labelCount)
{
    private readonly int _stride = PaddedRows.Stride(labelCount);
    private readonly double[] _truths = new double[PaddedRows.Stride(labelCount)];
    private readonly double[] _answers = new double[workerCount * labelCount * PaddedRows.Stride(labelCount)];

    public double LogLikelihood { get; private set; }

    /// <returns>K: sum over the items of q[i,k].</returns>
    public double[] Truths() => PaddedRows.Unpad(_truths, labelCount);

    /// <returns>W × K × K: at [w,l,k], the sum of q[i,k] over the items where w said l.</returns>
    public double[] Answers() => PaddedRows.Unpad(_answers, labelCount);

    /// <returns>Bytes of the tables for such a set.</returns>
    public static long BytesOf(JudgementSet set)
        => 8L * set.WorkerCount * set.LabelCount * PaddedRows.Stride(set.LabelCount);

    /// <returns>The counts that follow from a posterior, n × K.</returns>
    public static ExpectedCounts Of(JudgementSet set, double[] posterior)
    {
        var k = set.LabelCount;
        var counts = new ExpectedCounts(set.WorkerCount, k);
        var row = new double[PaddedRows.Stride(k)];
        for (var item = 0; item < set.ItemCount; item++)
        {
            posterior.AsSpan(item * k, k).CopyTo(row);
            counts.Add(set, item, row, logLikelihood: 0);
        }
        return counts;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        LogLikelihood = 0;
        Array.Clear(_truths);
        Array.Clear(_answers);
    }

    /// <summary>Takes up the counts of other items.</summary>
    public void Add(ExpectedCounts other)
    {
        LogLikelihood += other.LogLikelihood;
        TensorPrimitives.Add(_truths, other._truths, _truths);
        TensorPrimitives.Add(_answers, other._answers, _answers);
    }

    /// <summary>Takes up one item: its posterior, a padded row, and its share of the log-likelihood.</summary>
    public void Add(JudgementSet set, int item, ReadOnlySpan<double> posterior, double logLikelihood)
    {
        LogLikelihood += logLikelihood;
        var rows = set.RowsOf(item);
        var answers = _answers.AsSpan();
        var stride = _stride;
        if (stride == Vector512<double>.Count)
        {
            ref var table = ref MemoryMarshal.GetArrayDataReference(_answers);
            var wide = Vector512.Create(posterior);
            (Vector512.Create((ReadOnlySpan<double>)_truths) + wide).CopyTo(_truths);
            foreach (var row in rows)
            {
                var at = (nuint)row * (nuint)Vector512<double>.Count;
                (Vector512.LoadUnsafe(ref table, at) + wide).StoreUnsafe(ref table, at);
            }
            return;
        }
        for (var truth = 0; truth < stride; truth += PaddedRows.Width)
        {
            var share = Vector256.Create(posterior[truth..]);
            PaddedRows.Add(share, _truths.AsSpan(truth));
            foreach (var row in rows)
                PaddedRows.Add(share, answers.Slice((row * stride) + truth, PaddedRows.Width));
        }
    }
}
