using System.Runtime.Intrinsics;

namespace ActiveLabel.Domain.Numerics;

/// <summary>Tables whose rows of K numbers are padded to whole vectors: no loop over a row has a remainder.</summary>
internal static class PaddedRows
{
    /// <summary>Numbers in one vector.</summary>
    public const int Width = 4;

    /// <returns>The length of a padded row.</returns>
    public static int Stride(int k) => (k + Width - 1) / Width * Width;

    /// <returns>The rows of k numbers, padded.</returns>
    public static double[] Pad(double[] rows, int k, double padding)
    {
        var stride = Stride(k);
        var padded = new double[rows.Length / k * stride];
        Array.Fill(padded, padding);
        for (var row = 0; row < rows.Length / k; row++)
            rows.AsSpan(row * k, k).CopyTo(padded.AsSpan(row * stride));
        return padded;
    }

    /// <returns>The rows of k numbers, without padding.</returns>
    public static double[] Unpad(double[] padded, int k)
    {
        var stride = Stride(k);
        var rows = new double[padded.Length / stride * k];
        for (var row = 0; row < padded.Length / stride; row++)
            padded.AsSpan(row * stride, k).CopyTo(rows.AsSpan(row * k));
        return rows;
    }

    /// <summary>Adds to the first numbers of a span, in place.</summary>
    public static void Add(Vector256<double> vector, Span<double> to)
        => (Vector256.Create((ReadOnlySpan<double>)to) + vector).CopyTo(to);

    /// <summary>Turns log weights of a padded row into probabilities, in place; padding is to be -∞.</summary>
    /// <returns>ln of the sum of the weights.</returns>
    public static double Softmax(Span<double> logs)
    {
        if (logs.Length == Vector512<double>.Count)
            return SoftmaxWide(logs);
        var tops = Vector256.Create(double.NegativeInfinity);
        for (var from = 0; from < logs.Length; from += Width)
            tops = Vector256.Max(tops, Vector256.Create((ReadOnlySpan<double>)logs[from..]));
        var top = Math.Max(Math.Max(tops[0], tops[1]), Math.Max(tops[2], tops[3]));
        var sums = Vector256<double>.Zero;
        for (var from = 0; from < logs.Length; from += Width)
        {
            // Below -700 an exponential is nothing beside the top's 1; above it takes the fast path.
            var log = Vector256.Create((ReadOnlySpan<double>)logs[from..]) - Vector256.Create(top);
            var weight = Vector256.Exp(Vector256.Max(log, Vector256.Create(-700.0)));
            sums += weight;
            weight.CopyTo(logs[from..]);
        }
        var sum = Vector256.Sum(sums);
        for (var from = 0; from < logs.Length; from += Width)
            (Vector256.Create((ReadOnlySpan<double>)logs[from..]) / sum).CopyTo(logs[from..]);
        return top + Math.Log(sum);
    }

    private static double SoftmaxWide(Span<double> logs)
    {
        var all = Vector512.Create((ReadOnlySpan<double>)logs);
        var half = Vector256.Max(all.GetLower(), all.GetUpper());
        var top = Math.Max(Math.Max(half[0], half[1]), Math.Max(half[2], half[3]));
        var weights = Vector512.Exp(Vector512.Max(all - Vector512.Create(top), Vector512.Create(-700.0)));
        var sum = Vector512.Sum(weights);
        (weights / sum).CopyTo(logs);
        return top + Math.Log(sum);
    }
}
