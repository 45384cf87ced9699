namespace ActiveLabel.Domain.Forecasting;

/// <summary>The distributions behind recorded work, and how little is known of them.</summary>
/// <remarks>
/// ln(seconds) = step + worker + residual: worker effects are shrunk towards 0 by their own spread, residuals keep the
/// shape that was seen (no family of distributions is assumed). Every simulated run draws step and worker effects from
/// their normal posterior and probabilities from their Dirichlet one: a forecast that took the estimates for the truth
/// would be too sure of itself.
/// </remarks>
public sealed class WorkflowFit
{
    private const int Rounds = 20;
    private const int ResidualsMax = 2_000;
    private const double PriorCount = 0.5;

    /// <summary>
    /// Records of a step that are too few for its residuals, and for what its workers are like to be the only doubt.
    /// </summary>
    private const int Few = 20;

    private readonly IReadOnlyList<PlannedStep> _steps;
    private readonly StepEffect[] _effects;
    private readonly Dictionary<string, Effect> _workers;
    private readonly double _workerDeviation;
    private readonly WorkRecords _records;

    /// <param name="steps">Of the workflow; records of others are left out.</param>
    /// <exception cref="ArgumentException">Nothing was recorded, or a time is not above 0.</exception>
    public WorkflowFit(IReadOnlyList<PlannedStep> steps, WorkRecords records)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(records);
        (_steps, _records) = (steps, records);
        var rows = records.Handling
            .Select(row => (Step: IndexOf(row.Step), row.Worker, Log: Math.Log(row.Seconds)))
            .Where(row => row.Step >= 0).ToArray();
        if (rows.Length == 0 || rows.Any(row => !double.IsFinite(row.Log)))
            throw new ArgumentException("A forecast needs recorded judgements, each of more than 0 seconds.");
        (_effects, _workers, _workerDeviation) = EffectsOf(rows, steps.Count);
        for (var step = 0; step < _effects.Length; step++)
            _effects[step] = _effects[step] with
            {
                Mean = _effects[step].Mean + UnseenOf([.. rows.Where(row => row.Step == step)
                    .Select(row => Math.Exp(row.Log))], records.UnderWay.GetValueOrDefault(steps[step].Key)),
            };
    }

    /// <summary>One way the work may be, given what was recorded.</summary>
    internal WorkflowDraw Draw(IReadOnlyList<PlannedWorkers> workers, Random random)
    {
        var steps = _effects.Select(effect => effect.Mean + (effect.Error * random.Normal())).ToArray();
        var chances = _steps.Select(step => ChanceOfMore(step.Key, random)).ToArray();
        var next = _steps.Select(step => NextOf(step, random)).ToArray();
        // People last: with more of them, everything else is drawn alike.
        var people = workers.SelectMany(worker => Enumerable.Range(0, worker.Count).Select(_
            => worker.Count == 1 && _workers.TryGetValue(worker.Key, out var known)
                ? known.Mean + (known.Error * random.Normal())
                : _workerDeviation * Math.Sqrt(1 + (1.0 / _workers.Count)) * random.Normal())).ToArray();
        return new(steps, people, Array.ConvertAll(_effects, effect => effect.Residuals), chances, next);
    }

    private static (StepEffect[], Dictionary<string, Effect>, double) EffectsOf(
        (int Step, string Worker, double Log)[] rows, int stepCount)
    {
        var all = rows.Average(row => row.Log);
        var steps = Enumerable.Repeat(all, stepCount).ToArray();
        var workers = rows.Select(row => row.Worker).Distinct().ToDictionary(worker => worker, _ => new Effect(0, 0));
        var (variance, between) = (1.0, 0.09);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var group in rows.GroupBy(row => row.Step))
                steps[group.Key] = group.Average(row => row.Log - workers[row.Worker].Mean);
            variance = Math.Max(1e-4, rows.Average(row
                => Math.Pow(row.Log - steps[row.Step] - workers[row.Worker].Mean, 2)));
            foreach (var group in rows.GroupBy(row => row.Worker))
            {
                var weight = group.Count() + (variance / between);
                workers[group.Key] = new(
                    group.Sum(row => row.Log - steps[row.Step]) / weight, Math.Sqrt(variance / weight));
            }
            between = Math.Max(1e-4, workers.Values.Average(w => (w.Mean * w.Mean) + (w.Error * w.Error)));
        }
        var residuals = rows.ToLookup(
            row => row.Step, row => Math.Exp(row.Log - steps[row.Step] - workers[row.Worker].Mean));
        var pooled = residuals.SelectMany(step => step).Take(ResidualsMax).ToArray();
        var spread = stepCount > 1 ? 0.7 : 0;
        return ([.. Enumerable.Range(0, stepCount).Select(step => residuals[step].ToArray() is { Length: > 0 } own
            ? new StepEffect(
                steps[step],
                own.Length < Few ? Math.Sqrt(variance / own.Length) : 0,
                own.Length < Few ? pooled : Thinned(own))
            : new StepEffect(all, spread, pooled))], workers, Math.Sqrt(between));
    }

    /// <remarks>
    /// Of work that renews itself, time by completions is the mean without bias, the time of what is under way
    /// included: each of those has gone on for E[T²] / (2 E[T]) in the mean.
    /// </remarks>
    /// <returns>ln of how much longer the mean is than that of what was completed.</returns>
    private static double UnseenOf(double[] seconds, int underWay)
    {
        if (seconds.Length < Few || underWay == 0)
            return 0;
        var mean = seconds.Average();
        return Math.Log(1 + (underWay * seconds.Average(time => time * time) / (2 * mean * mean * seconds.Length)));
    }

    private static double[] Thinned(double[] values)
    {
        var every = (values.Length + ResidualsMax - 1) / ResidualsMax;
        return [.. values.Order().Where((_, index) => index % every == every / 2)];
    }

    private double ChanceOfMore(string step, Random random)
    {
        var (asked, decided) = (0L, 0L);
        foreach (var count in _records.Redundancy.Where(count => count.Step == step))
            (asked, decided) = (asked + count.Asked, decided + count.Decided);
        return random.Beta(asked + PriorCount, decided - asked + PriorCount);
    }

    private (int Next, double Share)[] NextOf(PlannedStep step, Random random)
    {
        var seen = _records.Outcomes
            .Where(outcome => outcome.Step == step.Key && (outcome.Next is null || IndexOf(outcome.Next) >= 0))
            .GroupBy(outcome => outcome.Next ?? "")
            .OrderBy(outcome => outcome.Key, StringComparer.Ordinal)
            .Select(outcome => (
                Next: outcome.Key.Length == 0 ? -1 : IndexOf(outcome.Key),
                Share: random.Gamma(outcome.Sum(count => count.Count) + PriorCount)))
            .ToArray();
        if (seen.Length == 0)
            return [(step.UsualNext is { } usual ? IndexOf(usual) : -1, 1)];
        var sum = seen.Sum(outcome => outcome.Share);
        return Array.ConvertAll(seen, outcome => (outcome.Next, outcome.Share / sum));
    }

    private int IndexOf(string key)
    {
        for (var index = 0; index < _steps.Count; index++)
            if (_steps[index].Key == key)
                return index;
        return -1;
    }

    private readonly record struct Effect(double Mean, double Error);

    private readonly record struct StepEffect(double Mean, double Error, double[] Residuals);
}

/// <summary>What one simulated run takes for the truth.</summary>
/// <param name="Steps">ln(seconds) of each step.</param>
/// <param name="Workers">ln of how much longer each worker takes, in the order of the plan.</param>
/// <param name="Residuals">Factors, by step.</param>
/// <param name="ChanceOfMore">P(one more judgement is asked for), by step.</param>
/// <param name="Next">Where items go and how often, by step; -1: they are done.</param>
internal sealed record WorkflowDraw(
    double[] Steps, double[] Workers, double[][] Residuals, double[] ChanceOfMore, (int Next, double Share)[][] Next);
