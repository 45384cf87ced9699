using System.Globalization;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Suggestions;

/// <param name="Trust">Of the version that serves.</param>
/// <param name="ItemsLeft">Items that are not done.</param>
public sealed record TrustFacts(ModelTrust Trust, long ItemsLeft);

/// <summary>
/// Suggests that the model ends what it has earned trust in, where the workflow does not let it: a machine step before
/// the first step of workers.
/// </summary>
/// <remarks>
/// The control arm, which chance chose, says of which share the model is as sure as it has to be. What these items cost
/// is what those of the ranked queue cost in the mean; the low end of the saving takes all of them for the cheapest
/// that were seen, because what is plain to the model may be plain to people.
/// </remarks>
public static class SuggestTrust
{
    private const string Gate = "trust-model";
    private const double Level = 0.9;

    /// <param name="ways">Of the latest items that are done.</param>
    /// <param name="totals">Sums of all time, of the project and its steps.</param>
    /// <returns>Null where the model is not trusted, the workflow does so already, or too little is saved.</returns>
    public static Suggestion? Run(
        Workflow workflow,
        LabelSchema schema,
        ProjectSettings settings,
        TrustFacts facts,
        IReadOnlyList<RecordedWay> ways,
        IReadOnlyList<MetricBucket> totals,
        DateTimeOffset until,
        SuggestionOptions options)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(ways);
        ArgumentNullException.ThrowIfNull(options);
        var trust = facts.Trust;
        if (trust is not { From: { } from, StoppedAt: null } || trust.ControlItems == 0 || trust.ControlArmItems == 0
            || ways.Count < options.ItemsMin || Uses(workflow) || DraftOf(workflow) is not var (step, draft)
            || WorkflowCheck.Check(draft, schema).Count > 0)
            return null;
        var costs = CostsOf(workflow, ways, until);
        var (low, high) = BetaDistribution.JeffreysOf(trust.ControlItems, trust.ControlArmItems, Level);
        var share = trust.ControlItems / (double)trust.ControlArmItems;
        var ranked = Math.Max(0, 1 - settings.Shares.Control - settings.Shares.Calibration - settings.Shares.Random);
        var wrong = trust.ControlErrors / (double)trust.ControlItems;
        var effect = new SuggestedEffect(
            -share * costs.RankedShare, -high * costs.RankedShare, -low * costs.CheapestShare,
            share * ranked * wrong, 0, high * ranked * Math.Max(trust.Risk, wrong));
        if (effect.CostHigh > -options.SavingMin)
            return null;
        var ended = share * ranked * facts.ItemsLeft;
        var evidence = EvidenceOf(step, totals, trust) with
        {
            Trust = new(
                trust.Risk, ModelTrust.Probability, from, trust.CalibrationItems, trust.ControlArmItems,
                trust.ControlItems, trust.ControlErrors,
                BetaDistribution.JeffreysOf(trust.ControlErrors, trust.ControlItems, Level).High,
                share, low, high, facts.ItemsLeft, ended, ended * costs.JudgementsEach, ended * costs.CostEach),
        };
        return new(SuggestionKind.TrustModel, step.Key, MessageOf(evidence.Trust), effect, evidence, draft);
    }

    private static string MessageOf(TrustEvidence trust) => string.Create(
        CultureInfo.InvariantCulture,
        $"The model can end {trust.Share * 100:0.#} % of the items of the ranked queue within the "
            + $"risk of {trust.Risk * 100:0.#} % that the question allows ({trust.CalibrationItems} calibration "
            + $"items; {trust.ControlErrors} of {trust.ControlItems} control items were wrong): about "
            + $"{trust.ItemsEnded:0} of the {trust.ItemsLeft} items that are left, "
            + $"{trust.JudgementsSaved:0} judgements and {trust.CostSaved:0.##} of cost.");

    private static SuggestionEvidence EvidenceOf(Step step, IReadOnlyList<MetricBucket> totals, ModelTrust trust)
    {
        var own = totals.FirstOrDefault(
            bucket => bucket.Dimension == MetricDimension.Step && bucket.Key == step.Key);
        var all = totals.FirstOrDefault(bucket => bucket.Dimension == MetricDimension.Project);
        return new(
            trust.ControlArmItems,
            trust.ControlErrors,
            all is { Cost: > 0 } && own is not null ? own.Cost / all.Cost : 0,
            (own?.Judgements ?? 0) + (own?.Decisions ?? 0),
            own?.Corrections ?? 0);
    }

    private static Costs CostsOf(Workflow workflow, IReadOnlyList<RecordedWay> ways, DateTimeOffset until)
    {
        var replays = ways.Select(way => (
            IsRanked: way.Context.Origin.Arm == Arm.Ranked,
            Replay: WorkflowReplay.Run(workflow, way.Context, way.Signals, until))).ToList();
        var ranked = replays.FindAll(one => one.IsRanked).ConvertAll(one => one.Replay);
        var all = replays.Sum(one => one.Replay.Cost);
        return ranked.Count == 0 || all <= 0
            ? new(0, 0, 0, 0)
            : new(
                ranked.Sum(one => one.Cost) / all,
                ranked.Count * ranked.Min(one => one.Cost) / all,
                ranked.Average(one => one.JudgementsUsed),
                ranked.Average(one => one.Cost));
    }

    private static bool Uses(Workflow workflow)
        => workflow.Steps.Any(step => step.Transitions.Any(transition => Uses(transition.When)));

    private static bool Uses(Condition? condition) => condition switch
    {
        PredictionTrusted => true,
        All all => all.Of.Any(Uses),
        Any any => any.Of.Any(Uses),
        Not not => Uses(not.Of),
        _ => false,
    };

    /// <returns>Null where no single step of workers comes first, or there is no room for one more.</returns>
    private static (Step First, Workflow Draft)? DraftOf(Workflow workflow)
    {
        var (machines, firsts) = BeforePeople(workflow);
        if (firsts is not [var first]
            || workflow.Steps.FirstOrDefault(step => step.Kind == StepKind.Done) is not { } done
            || workflow.Steps.Count >= Workflow.StepsMax || workflow.Find(Gate) is not null)
            return null;
        var gate = new Step(
            Gate, StepKind.Machine, [new(done.Key, new PredictionTrusted()), new(first)]);
        return (workflow[first], new(
            workflow.Start == first ? Gate : workflow.Start,
            [.. workflow.Steps.SelectMany(step => step.Key == first ? new[] { gate, step }
                : machines.Contains(step.Key) ? [Through(step, first)]
                : [step])]));
    }

    private static Step Through(Step machine, string first) => machine with
    {
        Transitions = [.. machine.Transitions.Select(transition
            => transition.To == first ? transition with { To = Gate } : transition)],
    };

    /// <summary>The machine steps that an item comes through before anybody looks, and where it comes then.</summary>
    private static (HashSet<string> Machines, List<string> Firsts) BeforePeople(Workflow workflow)
    {
        var (machines, firsts, next) = (new HashSet<string>(), new List<string>(), new Stack<string>([workflow.Start]));
        while (next.TryPop(out var key))
            if (workflow[key] is { Kind: StepKind.Machine } machine)
            {
                if (machines.Add(key))
                    foreach (var transition in machine.Transitions)
                        next.Push(transition.To);
            }
            else if (workflow[key].Kind != StepKind.Done && !firsts.Contains(key))
                firsts.Add(key);
        return (machines, firsts);
    }

    /// <param name="RankedShare">Of all cost, what the items of the ranked queue cost.</param>
    /// <param name="CheapestShare">What they would, were each as cheap as the cheapest of them.</param>
    private readonly record struct Costs(
        double RankedShare, double CheapestShare, double JudgementsEach, double CostEach);
}
