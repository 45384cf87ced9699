namespace ActiveLabel.Domain.TruthInference;

/// <summary>What the M step needs of a posterior q[i,k]; gathered item by item, so that q is never stored.</summary>
internal sealed class ExpectedCounts(int workerCount, int labelCount)
{
    /// <summary>K: sum over the items of q[i,k].</summary>
    public double[] Truths { get; } = new double[labelCount];

    /// <summary>W × K × K: at [w,l,k], the sum of q[i,k] over the items where w said l.</summary>
    public double[] Answers { get; } = new double[workerCount * labelCount * labelCount];

    public double LogLikelihood { get; private set; }

    /// <summary>Takes up one item: its posterior and its share of the log-likelihood.</summary>
    public void Add(JudgementSet set, int item, ReadOnlySpan<double> posterior, double logLikelihood)
    {
        LogLikelihood += logLikelihood;
        for (var truth = 0; truth < posterior.Length; truth++)
            Truths[truth] += posterior[truth];
        for (var j = set.ItemOffsets[item]; j < set.ItemOffsets[item + 1]; j++)
        {
            var answer = Answers.AsSpan(set.CellOf(j), posterior.Length);
            for (var truth = 0; truth < answer.Length; truth++)
                answer[truth] += posterior[truth];
        }
    }
}
