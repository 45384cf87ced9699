using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Misconduct;

/// <summary>
/// ln P(answers of one worker) under each way of answering, one answer after the other, each predicted from those
/// before it (prequential: Dawid, 1984), so that parameters are learnt and integrated out in one pass.
/// </summary>
/// <remarks>
/// a[i] answer, z[i,k] truth as the others see it, C[k,l] the worker's own confusion counts, which start at the
/// crowd's; h[i] = Σ_k z[i,k] C[k,a] / Σ_l C[k,l] is what honest work predicts.
/// </remarks>
internal sealed class AnswerLikelihoods(WorkerCase own, CrowdNorms norms, double confusionStrength)
{
    // A pre-label sways honest people a little, and a copier does not copy always.
    private static readonly double[] Anchoring = [0, 0.1, 0.25];
    private static readonly double[] Copying = [0.6, 0.8, 0.95];

    private const double ConstantShare = 0.97;
    private const double GoldRight = 0.95;

    private readonly int _k = own.LabelCount;

    /// <summary>n + 1: ln P of the first t answers under honest work without a pre-label's sway.</summary>
    public double[] HonestPrefixes { get; private set; } = [];

    /// <summary>K × K: the worker's own confusion counts after all answers.</summary>
    public double[] ConfusionCounts { get; private set; } = [];

    public double Honest()
    {
        var logs = Array.ConvertAll(Anchoring, share => WithSource(share, remember: share == 0));
        return LogMeanExp(logs);
    }

    public double PreLabelCopying() => LogMeanExp(Array.ConvertAll(Copying, share => WithSource(share, false)));

    /// <summary>Answers drawn from a distribution of the worker's own, whatever the item is.</summary>
    public double Guessing() => GuessingSuffixes(_ => true)[0];

    public double ConstantAnswers()
    {
        var logs = new double[_k];
        for (var label = 0; label < _k; label++)
            foreach (var answer in own.Answers)
                logs[label] += Math.Log(answer.Label == label ? ConstantShare : (1 - ConstantShare) / (_k - 1));
        return LogMeanExp(logs);
    }

    /// <summary>A first-order Markov chain of the worker's own.</summary>
    public double PatternedAnswers()
    {
        var counts = new double[_k * _k];
        Array.Fill(counts, 1.0 / _k);
        var (log, previous) = (0.0, -1);
        foreach (var answer in own.Answers)
        {
            if (previous < 0)
                log -= Math.Log(_k);
            else
            {
                var row = counts.AsSpan(previous * _k, _k);
                log += Math.Log(row[answer.Label] / Sum(row));
                row[answer.Label]++;
            }
            previous = answer.Label;
        }
        return log;
    }

    /// <summary>Right on gold, guesses elsewhere.</summary>
    public double GoldMemorising()
    {
        var log = GuessingSuffixes(index => !own.IsGold[index])[0];
        for (var index = 0; index < own.Count; index++)
            if (own.IsGold[index])
                log += Math.Log(own.TruthOf(index)[own.Answers[index].Label] > 0.5
                    ? GoldRight
                    : (1 - GoldRight) / (_k - 1));
        return log;
    }

    /// <summary>Honest up to one of the points, guesses from there on; the points are equally likely.</summary>
    public double Sleeper(IReadOnlyList<int> points)
    {
        var guessing = GuessingSuffixes(_ => true);
        return LogMeanExp([.. points.Select(point => HonestPrefixes[point] + guessing[point])]);
    }

    /// <summary>What honest work predicts for an answer, with all that is known of the worker in the end.</summary>
    public double HonestProbability(ReadOnlySpan<double> truth, int label)
    {
        var probability = 0.0;
        for (var k = 0; k < _k; k++)
        {
            var row = ConfusionCounts.AsSpan(k * _k, _k);
            probability += truth[k] * row[label] / Sum(row);
        }
        return probability;
    }

    /// <summary>
    /// ln P where a shown pre-label is repeated with the probability <paramref name="share"/>, and what is left is
    /// honest work.
    /// </summary>
    private double WithSource(double share, bool remember)
    {
        var counts = Array.ConvertAll(norms.Confusion, cell => cell * confusionStrength);
        var prefixes = new double[own.Count + 1];
        var joint = new double[_k];
        for (var index = 0; index < own.Count; index++)
        {
            var answer = own.Answers[index];
            var honest = Predict(counts, own.TruthOf(index), answer.Label, joint);
            var copied = answer.PreLabel is { } shown ? (shown == answer.Label ? share : 0) : 0;
            var kept = answer.PreLabel is null ? 1 : 1 - share;
            var probability = copied + (kept * honest);
            prefixes[index + 1] = prefixes[index] + Math.Log(probability);
            for (var k = 0; k < _k; k++)
                counts[(k * _k) + answer.Label] += kept * joint[k] / probability;
        }
        if (remember)
            (HonestPrefixes, ConfusionCounts) = (prefixes, counts);
        return prefixes[^1];
    }

    /// <param name="joint">K: overwritten with z[k] · P(label | k).</param>
    private double Predict(double[] counts, ReadOnlySpan<double> truth, int label, double[] joint)
    {
        var sum = 0.0;
        for (var k = 0; k < _k; k++)
        {
            var row = counts.AsSpan(k * _k, _k);
            sum += joint[k] = truth[k] * row[label] / Sum(row);
        }
        return sum;
    }

    /// <returns>
    /// n + 1: ln P of the chosen answers from t on; the Dirichlet-multinomial does not mind their order, so the pass
    /// runs from the end.
    /// </returns>
    private double[] GuessingSuffixes(Predicate<int> isChosen)
    {
        var counts = Array.ConvertAll(norms.Marginal, share => (_k * share / 2) + 0.5);
        var total = Sum(counts);
        var suffixes = new double[own.Count + 1];
        for (var index = own.Count - 1; index >= 0; index--)
        {
            suffixes[index] = suffixes[index + 1];
            if (!isChosen(index))
                continue;
            var label = own.Answers[index].Label;
            suffixes[index] += Math.Log(counts[label] / total);
            counts[label]++;
            total++;
        }
        return suffixes;
    }

    internal static double LogMeanExp(double[] logs)
    {
        var shifted = (double[])logs.Clone();
        return Simplex.Softmax(shifted) - Math.Log(logs.Length);
    }

    private static double Sum(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var value in row)
            sum += value;
        return sum;
    }
}
