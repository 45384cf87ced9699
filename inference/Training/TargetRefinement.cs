using ActiveLabel.Domain.Calibration;

namespace ActiveLabel.Inference.Training;

/// <summary>Posteriors from judgements alone become posteriors from judgements and text.</summary>
/// <remarks>
/// q[i,k] ∝ e[i,k] p[i,k]: one E step of learning from crowds (Raykar et al., JMLR 2010), where e is the evidence of
/// the judgements and p what a model that never saw example i says of it. A wrong label that the text speaks against
/// loses weight; a label that is known stays as it is.
/// </remarks>
internal static class TargetRefinement
{
    /// <summary>Share of p that is the prior: no text alone may overrule judgements that are nearly sure.</summary>
    private const double Doubt = 0.1;

    /// <param name="targets">n × K by rows, summing to one.</param>
    /// <param name="crossValidation">The same examples; none leaves the targets as they are.</param>
    /// <returns>n × K by rows, summing to one.</returns>
    public static float[] Refine(float[] targets, HeldOut crossValidation)
    {
        if (crossValidation.Count == 0)
            return targets;
        var (k, temperature) = (crossValidation.LabelCount, crossValidation.FitTemperature());
        var evidence = crossValidation.Evidence();
        var (refined, row) = (new float[targets.Length], new double[k]);
        for (var from = 0; from < targets.Length; from += k)
        {
            TemperatureScaling.Apply(crossValidation.Logits.AsSpan(from, k), temperature, row);
            var sum = 0.0;
            for (var label = 0; label < k; label++)
            {
                row[label] = ((1 - Doubt) * row[label]) + (Doubt * crossValidation.PriorOf(label));
                sum += row[label] *= evidence[from + label];
            }
            for (var label = 0; label < k; label++)
                refined[from + label] = (float)(row[label] / sum);
        }
        return refined;
    }
}
