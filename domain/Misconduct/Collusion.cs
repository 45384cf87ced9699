namespace ActiveLabel.Domain.Misconduct;

/// <summary>
/// Looks for another worker whose answers are repeated. What two careful people both get right says nothing; what they
/// both get wrong in the same way does.
/// </summary>
internal static class Collusion
{
    private static readonly double[] Copying = [0.5, 0.7, 0.85, 0.95];

    /// <param name="Partner">Index of the other worker.</param>
    /// <param name="LogBayesFactor">Of copying from this partner, against honest work.</param>
    /// <param name="WrongTogether">Expected number of common items on which both said the same wrong label.</param>
    public sealed record Pair(
        int Partner, double LogBayesFactor, int CommonItems, int SameAnswers, double WrongTogether);

    /// <param name="truthWithoutBoth">Common item, this worker, partner: K probabilities.</param>
    public static Pair Compare(
        WorkerCase own,
        AnswerLikelihoods honest,
        IReadOnlyDictionary<int, int> partnersLabels,
        int partner,
        Func<int, double[]> truthWithoutBoth)
    {
        var logs = new double[Copying.Length];
        var (common, same, wrongTogether) = (0, 0, 0.0);
        foreach (var answer in own.Answers)
        {
            if (!partnersLabels.TryGetValue(answer.Item, out var other))
                continue;
            common++;
            var truth = truthWithoutBoth(answer.Item);
            var alone = honest.HonestProbability(truth, answer.Label);
            var isSame = other == answer.Label;
            for (var index = 0; index < logs.Length; index++)
                logs[index] += Math.Log(((isSame ? Copying[index] : 0) + ((1 - Copying[index]) * alone)) / alone);
            same += isSame ? 1 : 0;
            wrongTogether += isSame ? 1 - truth[answer.Label] : 0;
        }
        return new(partner, AnswerLikelihoods.LogMeanExp(logs), common, same, wrongTogether);
    }
}
