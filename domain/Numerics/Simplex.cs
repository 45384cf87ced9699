using System.Numerics;

namespace ActiveLabel.Domain.Numerics;

/// <summary>Rows of non-negative numbers that sum to one.</summary>
internal static class Simplex
{
    /// <summary>Divides by the sum, in place; a row of zeros becomes uniform.</summary>
    public static void Normalise(Span<double> row)
    {
        var sum = 0.0;
        foreach (var value in row)
            sum += value;
        if (sum <= 0)
        {
            row.Fill(1.0 / row.Length);
            return;
        }
        foreach (ref var value in row)
            value /= sum;
    }

    /// <summary>Turns log weights into probabilities, in place.</summary>
    /// <returns>ln of the sum of the weights.</returns>
    public static double Softmax(Span<double> logs)
    {
        var top = double.NegativeInfinity;
        foreach (var log in logs)
            top = Math.Max(top, log);
        var sum = 0.0;
        foreach (ref var log in logs)
            sum += log = Math.Exp(log - top);
        foreach (ref var log in logs)
            log /= sum;
        return top + Math.Log(sum);
    }

    /// <returns>The index of the largest value, the first of equals.</returns>
    public static int Top<T>(ReadOnlySpan<T> row)
        where T : INumber<T>
    {
        var top = 0;
        for (var index = 1; index < row.Length; index++)
            if (row[index] > row[top])
                top = index;
        return top;
    }
}
