namespace ActiveLabel.Domain.TruthInference;

/// <param name="Correlation">
/// Intra-item correlation of judgements given the truth, 0 (independent) to 1; tempers what is reported.
/// </param>
/// <param name="Tolerance">Stops when the log-likelihood per judgement gains less than this, in nats.</param>
public sealed record DawidSkeneOptions(int IterationsMax = 100, double Tolerance = 1e-5, double Correlation = 0.3);

/// <summary>
/// Truth inference from confusion matrices, by expectation and maximisation with priors that back off: from a worker's
/// own counts to the worker's one-coin accuracy and to the crowd's confusion.
/// </summary>
/// <remarks>
/// i item, w worker, k true label, l judged label; q[i,k] posterior, p[k] prior, V[w,k,l] = P(w says l | truth is k),
/// r judgements per item. Equation numbers: Dawid and Skene, 1979; partial pooling as in Paun et al., TACL 2018. The
/// priors that fade with r keep the class prior and the matrices from feeding on each other while there are fewer than
/// about three judgements an item.
/// </remarks>
public sealed class DawidSkene(DawidSkeneOptions options)
{
    private const double AccuracyWeight = 3;
    private const double OneCoinWeight = 2;
    private const double CrowdWeight = 1;

    public TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var posterior = VoteShares(set);
        var (prior, confusion) = (EstimatePrior(set, posterior), EstimateConfusion(set, posterior));
        var evidence = double.NegativeInfinity;
        var iterations = 0;
        while (iterations < options.IterationsMax)
        {
            cancellationToken.ThrowIfCancellationRequested();
            iterations++;
            var newEvidence = EstimatePosterior(set, prior, confusion, correlation: 0, posterior);   // E step, (2.5)
            if (newEvidence - evidence < options.Tolerance * set.Count)
                break;
            evidence = newEvidence;
            prior = EstimatePrior(set, posterior);                                                  // M step, (2.4)
            confusion = EstimateConfusion(set, posterior);                                          // M step, (2.3)
        }
        var labels = Tops(posterior, set.LabelCount);
        EstimatePosterior(set, prior, confusion, options.Correlation, posterior);
        return new(posterior, labels, prior, confusion, iterations);
    }

    private static double[] VoteShares(JudgementSet set)
    {
        var k = set.LabelCount;
        var posterior = new double[set.ItemCount * k];
        for (var item = 0; item < set.ItemCount; item++)
        {
            var (from, to) = (set.ItemOffsets[item], set.ItemOffsets[item + 1]);
            for (var j = from; j < to; j++)
                posterior[item * k + set.Labels[j]] += 1.0 / (to - from);
            if (from == to)
                posterior.AsSpan(item * k, k).Fill(1.0 / k);
        }
        return posterior;
    }

    private static double[] EstimatePrior(JudgementSet set, double[] posterior)
    {
        var k = set.LabelCount;
        var prior = new double[k];
        var uniform = 1 + ((double)set.ItemCount / k / Math.Pow(Redundancy(set), 3));
        for (var index = 0; index < posterior.Length; index++)
            prior[index % k] += posterior[index];
        for (var label = 0; label < k; label++)
            prior[label] += uniform;
        Normalise(prior);
        return prior;
    }

    private static double[] EstimateConfusion(JudgementSet set, double[] posterior)
    {
        var k = set.LabelCount;
        var counts = Count(set, posterior);
        var crowd = CrowdConfusion(counts, k);
        var accuracies = Accuracies(counts, k);
        var fading = 1 / Math.Pow(Redundancy(set), 2);
        for (var worker = 0; worker < set.WorkerCount; worker++)
            for (var truth = 0; truth < k; truth++)
            {
                var row = counts.AsSpan((worker * k + truth) * k, k);
                for (var label = 0; label < k; label++)
                {
                    var isRight = label == truth;
                    var oneCoin = isRight ? accuracies[worker] : (1 - accuracies[worker]) / (k - 1);
                    row[label] += (OneCoinWeight * oneCoin) + (CrowdWeight * crowd[truth * k + label])
                        + 0.01 + ((isRight ? 3 : 0.15) * fading);
                }
                Normalise(row);
            }
        return counts;
    }

    /// <summary>C[w,k,l]: how often w said l, counted by the probability that k was true.</summary>
    private static double[] Count(JudgementSet set, double[] posterior)
    {
        var k = set.LabelCount;
        var counts = new double[set.WorkerCount * k * k];
        for (var item = 0; item < set.ItemCount; item++)
            for (var j = set.ItemOffsets[item]; j < set.ItemOffsets[item + 1]; j++)
                for (var truth = 0; truth < k; truth++)
                    counts[(set.Workers[j] * k + truth) * k + set.Labels[j]] += posterior[item * k + truth];
        return counts;
    }

    private static double[] CrowdConfusion(double[] counts, int k)
    {
        var crowd = new double[k * k];
        for (var index = 0; index < counts.Length; index++)
            crowd[index % (k * k)] += counts[index];
        for (var truth = 0; truth < k; truth++)
        {
            var row = crowd.AsSpan(truth * k, k);
            for (var label = 0; label < k; label++)
                row[label] += 0.5 + (label == truth ? 1 : 0);
            Normalise(row);
        }
        return crowd;
    }

    /// <summary>Each worker's share of right judgements, drawn towards the mean of all workers.</summary>
    private static double[] Accuracies(double[] counts, int k)
    {
        var workerCount = counts.Length / (k * k);
        var (right, all) = (new double[workerCount], new double[workerCount]);
        for (var index = 0; index < counts.Length; index++)
        {
            var (worker, cell) = (index / (k * k), index % (k * k));
            all[worker] += counts[index];
            if (cell / k == cell % k)
                right[worker] += counts[index];
        }
        var mean = all.Sum() > 0 ? right.Sum() / all.Sum() : 1.0 / k;
        return right.Zip(all, (r, n) => (r + (AccuracyWeight * mean)) / (n + AccuracyWeight)).ToArray();
    }

    /// <summary>Overwrites q with log-space products; n judgements count as n / (1 + (n - 1) ρ).</summary>
    /// <returns>The log-likelihood of the judgements, in nats.</returns>
    private static double EstimatePosterior(
        JudgementSet set, double[] prior, double[] confusion, double correlation, double[] posterior)
    {
        var k = set.LabelCount;
        var evidence = 0.0;
        for (var item = 0; item < set.ItemCount; item++)
        {
            var row = posterior.AsSpan(item * k, k);
            var (from, to) = (set.ItemOffsets[item], set.ItemOffsets[item + 1]);
            var weight = 1 / (1 + (Math.Max(0, to - from - 1) * correlation));
            for (var truth = 0; truth < k; truth++)
            {
                var sum = 0.0;
                for (var j = from; j < to; j++)
                    sum += Math.Log(confusion[(set.Workers[j] * k + truth) * k + set.Labels[j]]);
                row[truth] = Math.Log(prior[truth]) + (weight * sum);
            }
            evidence += ExponentiateAndNormalise(row);
        }
        return evidence;
    }

    private static double ExponentiateAndNormalise(Span<double> logs)
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

    private static void Normalise(Span<double> row)
    {
        var sum = 0.0;
        foreach (var value in row)
            sum += value;
        foreach (ref var value in row)
            value /= sum;
    }

    private static int[] Tops(double[] posterior, int k)
        => Enumerable.Range(0, posterior.Length / k)
            .Select(item => Top(posterior.AsSpan(item * k, k))).ToArray();

    private static int Top(ReadOnlySpan<double> row)
    {
        var top = 0;
        for (var label = 1; label < row.Length; label++)
            if (row[label] > row[top])
                top = label;
        return top;
    }

    private static double Redundancy(JudgementSet set)
    {
        var judged = Enumerable.Range(0, set.ItemCount)
            .Count(item => set.ItemOffsets[item + 1] > set.ItemOffsets[item]);
        return Math.Max(1, (double)set.Count / Math.Max(1, judged));
    }
}
