using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Acquisition;

/// <summary>1 - (p₁ - p₂) of the two most probable labels, from 0 (certain) to 1 (a tie).</summary>
public sealed class Margin : IAcquisitionFunction
{
    public string Name => "margin";

    public double? Score(Prediction said)
    {
        ArgumentNullException.ThrowIfNull(said);
        return Of(said.Probabilities);
    }

    public static double Of(ReadOnlySpan<float> probabilities)
    {
        var (first, second) = (0.0, 0.0);
        foreach (double probability in probabilities)
            if (probability > first)
                (first, second) = (probability, first);
            else if (probability > second)
                second = probability;
        return 1 - (first - second);
    }
}
