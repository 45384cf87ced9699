using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>Shannon entropy in nats, from 0 (certain) to ln K (uniform over K labels).</summary>
public sealed class PredictiveEntropy : IAcquisitionFunction
{
    public string Name => "entropy";

    public double? Score(Prediction said)
    {
        ArgumentNullException.ThrowIfNull(said);
        return Of(said.Probabilities);
    }

    public static double Of(ReadOnlySpan<float> probabilities)
    {
        var entropy = 0.0;
        foreach (double probability in probabilities)
            if (probability > 0)
                entropy -= probability * Math.Log(probability);
        return Math.Max(0, entropy);
    }
}
