using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Misconduct;

/// <summary>What is usual in this crowd: the yardstick of every worker.</summary>
/// <param name="Confusion">K × K: at [k, l], P(a worker of this crowd says l | truth is k); no cell is zero.</param>
/// <param name="Marginal">K: how often each label is answered.</param>
/// <param name="LogSecondsMedian">
/// Median over workers of their median ln(seconds); null when no times are known.
/// </param>
/// <param name="LogSecondsSpread">Spread of those medians between workers, in ln units.</param>
internal sealed record CrowdNorms(
    double[] Confusion, double[] Marginal, double? LogSecondsMedian, double LogSecondsSpread)
{
    private const double Smoothing = 0.05;
    private const int TimedWorkersMin = 5;

    /// <summary>A median absolute deviation times this is a standard deviation, where deviations are normal.</summary>
    private const double DeviationToSpread = 1.4826;

    public static CrowdNorms Of(TruthEstimate crowd, IReadOnlyList<WorkerCase> cases)
    {
        var k = crowd.LabelCount;
        var confusion = Array.ConvertAll(
            crowd.NewcomerConfusion, cell => ((1 - Smoothing) * cell) + (Smoothing / k));
        var marginal = new double[k];
        foreach (var answer in cases.SelectMany(each => each.Answers))
            marginal[answer.Label]++;
        Simplex.Normalise(marginal);
        var medians = cases.Select(each => MedianLogSeconds(each.Answers)).OfType<double>().Order().ToList();
        if (medians.Count < TimedWorkersMin)
            return new(confusion, marginal, null, 1);
        var median = medians[medians.Count / 2];
        var deviations = medians.Select(each => Math.Abs(each - median)).Order().ToList();
        return new(confusion, marginal, median, Math.Max(0.2, DeviationToSpread * deviations[deviations.Count / 2]));
    }

    /// <returns>Median of ln(seconds); null when fewer than ten times are known.</returns>
    public static double? MedianLogSeconds(IReadOnlyList<AnswerRecord> answers)
    {
        var logs = answers.Select(answer => answer.Seconds).OfType<double>().Where(seconds => seconds > 0)
            .Select(seconds => Math.Log(seconds)).Order().ToList();
        return logs.Count < 10 ? null : logs[logs.Count / 2];
    }
}
