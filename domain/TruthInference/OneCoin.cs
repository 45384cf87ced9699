namespace ActiveLabel.Domain.TruthInference;

/// <param name="Right">Prior judgements that were right, of every worker: the first parameter of a Beta.</param>
/// <param name="Wrong">Prior judgements that were wrong: the second.</param>
public sealed record OneCoinOptions(
    int IterationsMax = 100, double Tolerance = 1e-5, double Right = 2, double Wrong = 1);

/// <summary>
/// Truth inference from one number a worker: with probability a[w] he is right, else he gives any other label alike.
/// All labels are as frequent beforehand.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, l judged label; q[i,k] posterior, a[w] accuracy. ZenCrowd: Demartini, Difallah and
/// Cudré-Mauroux, WWW 2012, section 4, as expectation and maximisation; a[w] has a Beta prior and is its posterior
/// mean.
/// </remarks>
public sealed class OneCoin(OneCoinOptions options) : ITruthInference
{
    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var fitted = ExpectationMaximisation.Run(
            set, counts => EstimateCrowd(set, counts), options.IterationsMax, options.Tolerance, cancellationToken);
        return TruthEstimate.Of(set, fitted);
    }

    /// <summary>a[w] = (Right + Σ q[i,l]) / (Right + Wrong + n[w]) over the worker's judgements.</summary>
    private CrowdModel EstimateCrowd(JudgementSet set, ExpectedCounts counts)
    {
        var (k, answers) = (set.LabelCount, counts.Answers());
        double[] confusion = [.. answers, .. new double[k * k]];
        for (var worker = 0; worker <= set.WorkerCount; worker++)
        {
            var own = confusion.AsSpan(worker * k * k, k * k);
            var (right, all) = (options.Right, options.Right + options.Wrong);
            for (var cell = 0; cell < own.Length; cell++)
            {
                right += cell / k == cell % k ? own[cell] : 0;
                all += own[cell];
            }
            var accuracy = right / all;
            for (var cell = 0; cell < own.Length; cell++)
                own[cell] = cell / k == cell % k ? accuracy : (1 - accuracy) / (k - 1);
        }
        var prior = new double[k];
        Array.Fill(prior, 1.0 / k);
        return new(prior, confusion);
    }
}
