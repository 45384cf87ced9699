using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Misconduct;

/// <summary>
/// Compares, for each worker, honest work with seven ways of gaming the system, and gives the posterior probability of
/// each, with the counts behind it.
/// </summary>
/// <remarks>
/// Each way of answering predicts the worker's answers (<see cref="AnswerLikelihoods"/>); Bayes' rule weighs them.
/// Honest work has a confusion of the worker's own, so that who reads a label differently from the majority, and does
/// so consistently, is not taken for a cheat: his answers still depend on the items. Speed alone convicts nobody: its
/// weight is bounded, and being slow never counts against anybody.
/// </remarks>
public sealed class MisconductDetection(MisconductOptions options)
{
    private const int SleeperAwakeMin = 20;
    private const int SleeperAsleepMin = 15;
    private const int SleeperPoints = 20;
    private const int GoldMin = 5;
    private const int PreLabelsMin = 10;

    // A careless worker takes about a third of the time, and no median of times is worth more than this many nats.
    private const double CarelessLogSeconds = -1;
    private const double CarelessSpread = 0.6;
    private const double SpeedForMax = 1.5;
    private const double SpeedAgainstMax = 1;

    /// <param name="set">The judgements of the question, gold included.</param>
    /// <param name="crowd">Truth inference on the same set.</param>
    /// <param name="answers">The same judgements in the order of time.</param>
    /// <returns>One finding for each worker who answered, in the order of the workers.</returns>
    public IReadOnlyList<MisconductFinding> Inspect(
        JudgementSet set, TruthEstimate crowd, IReadOnlyList<AnswerRecord> answers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(crowd);
        ArgumentNullException.ThrowIfNull(answers);
        var others = new OthersTruth(set, crowd);
        var cases = answers.GroupBy(answer => answer.Worker).OrderBy(group => group.Key)
            .Select(group => CaseOf(group.Key, [.. group], set, others, crowd.LabelCount)).ToList();
        var norms = CrowdNorms.Of(crowd, cases);
        var labels = cases.ToDictionary(each => each.Worker, each => LabelsByItem(each.Answers));
        var findings = new List<MisconductFinding>();
        foreach (var own in cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            findings.Add(Inspect(own, norms, others, labels));
        }
        return findings;
    }

    private MisconductFinding Inspect(
        WorkerCase own, CrowdNorms norms, OthersTruth others, Dictionary<int, Dictionary<int, int>> labels)
    {
        var likelihoods = new AnswerLikelihoods(own, norms, options.ConfusionStrength);
        var honest = likelihoods.Honest();
        var speed = SpeedEvidence(own, norms);
        var pair = FindPartner(own, likelihoods, others, labels);
        var factors = new List<(MisconductKind Kind, double Log)>
        {
            (MisconductKind.Guessing, likelihoods.Guessing() - honest + speed),
            (MisconductKind.ConstantAnswers, likelihoods.ConstantAnswers() - honest + speed),
            (MisconductKind.PatternedAnswers, likelihoods.PatternedAnswers() - honest + speed),
        };
        if (own.Answers.Count(answer => answer.PreLabel is not null) >= PreLabelsMin)
            factors.Add((MisconductKind.PreLabelCopying, likelihoods.PreLabelCopying() - honest + speed));
        if (SleeperPointsOf(own.Count) is { Count: > 0 } points)
            factors.Add((MisconductKind.Sleeper, likelihoods.Sleeper(points) - honest));
        if (own.IsGold.Count(isGold => isGold) is >= GoldMin and var gold && own.Count - gold >= GoldMin)
            factors.Add((MisconductKind.GoldMemorising, likelihoods.GoldMemorising() - honest + speed));
        if (pair is { } found)
            factors.Add((MisconductKind.Collusion, found.Pair.LogBayesFactor - Math.Log(found.Partners)));
        return Weigh(own, factors, pair?.Pair);
    }

    // Bayes' rule over honest work and the kinds that could be looked at.
    private MisconductFinding Weigh(
        WorkerCase own, List<(MisconductKind Kind, double Log)> factors, Collusion.Pair? pair)
    {
        double[] weights =
        [
            .. factors.Select(factor => Math.Log(options.PriorOf(factor.Kind)) + factor.Log),
            Math.Log(options.Honest),
        ];
        var misconduct = weights[..^1];
        var logOdds = Simplex.Softmax(misconduct) - weights[^1];
        Simplex.Softmax(weights);
        var evidence = factors.Select((factor, index) => new MisconductEvidence(
            factor.Kind,
            weights[index],
            factor.Log,
            MisconductExplanation.Of(factor.Kind, own, pair),
            factor.Kind == MisconductKind.Collusion ? pair?.Partner : null));
        return new(
            own.Worker,
            1 - weights[^1],
            logOdds,
            [.. evidence.OrderByDescending(each => each.Probability).ThenBy(each => each.Kind)],
            own.Count);
    }

    private (Collusion.Pair Pair, int Partners)? FindPartner(
        WorkerCase own,
        AnswerLikelihoods likelihoods,
        OthersTruth others,
        Dictionary<int, Dictionary<int, int>> labels)
    {
        var candidates = labels.Where(other => other.Key != own.Worker)
            .Select(other => (Worker: other.Key, Common: own.Answers.Count(a => other.Value.ContainsKey(a.Item))))
            .Where(other => other.Common >= options.CommonItemsMin)
            .OrderByDescending(other => other.Common).ThenBy(other => other.Worker).Take(options.PartnersMax).ToList();
        var best = candidates
            .Select(candidate => Collusion.Compare(
                own,
                likelihoods,
                labels[candidate.Worker],
                candidate.Worker,
                item => others.Without(item, own.Worker, candidate.Worker)))
            .MaxBy(pair => pair.LogBayesFactor);
        return best is null ? null : (best, candidates.Count);
    }

    private static WorkerCase CaseOf(
        int worker, List<AnswerRecord> answers, JudgementSet set, OthersTruth others, int labelCount)
    {
        var truth = new double[answers.Count * labelCount];
        for (var index = 0; index < answers.Count; index++)
            others.Without(answers[index].Item, worker).CopyTo(truth.AsSpan(index * labelCount));
        return new(worker, answers, truth, [.. answers.Select(a => set.GoldOf(a.Item) >= 0)], labelCount);
    }

    private static Dictionary<int, int> LabelsByItem(IReadOnlyList<AnswerRecord> answers)
    {
        var labels = new Dictionary<int, int>(answers.Count);
        foreach (var answer in answers)
            labels[answer.Item] = answer.Label;
        return labels;
    }

    private static List<int> SleeperPointsOf(int count)
        => count < SleeperAwakeMin + SleeperAsleepMin
            ? []
            : [.. Enumerable.Range(0, SleeperPoints)
                .Select(step => SleeperAwakeMin
                    + ((count - SleeperAwakeMin - SleeperAsleepMin) * step / (SleeperPoints - 1)))
                .Distinct()];

    /// <returns>
    /// ln of how much likelier the worker's pace is for one who does not read, bounded on both sides.
    /// </returns>
    private static double SpeedEvidence(WorkerCase own, CrowdNorms norms)
    {
        if (norms.LogSecondsMedian is not { } usual || CrowdNorms.MedianLogSeconds(own.Answers) is not { } pace)
            return 0;
        var spread = norms.LogSecondsSpread;
        var log = LogNormal(pace, usual + CarelessLogSeconds, spread + CarelessSpread) - LogNormal(pace, usual, spread);
        return pace < usual
            ? Math.Clamp(log, -SpeedAgainstMax, SpeedForMax)
            : Math.Clamp(log, -SpeedAgainstMax, 0);
    }

    private static double LogNormal(double x, double mean, double spread)
        => -Math.Log(spread) - (Math.Pow((x - mean) / spread, 2) / 2);
}
