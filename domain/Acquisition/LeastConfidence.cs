using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>1 - p₁ of the most probable label, from 0 (certain) to 1 - 1 / K (uniform over K labels).</summary>
public sealed class LeastConfidence : IAcquisitionFunction
{
    public string Name => "least-confidence";

    public double? Score(Prediction said)
    {
        ArgumentNullException.ThrowIfNull(said);
        return Of(said.Probabilities);
    }

    public static double Of(ReadOnlySpan<float> probabilities)
    {
        var first = 0.0;
        foreach (double probability in probabilities)
            first = Math.Max(first, probability);
        return 1 - first;
    }
}
