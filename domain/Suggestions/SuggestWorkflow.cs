using System.Globalization;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Suggestions;

/// <summary>An item that is done, with all that is on record of it.</summary>
public sealed record RecordedWay(ItemContext Context, IReadOnlyList<ItemSignal> Signals);

/// <param name="ItemsMin">With fewer items on record nothing is suggested.</param>
/// <param name="ChangedMax">Upper end of the share of answers that may become others.</param>
/// <param name="SavingMin">Of all cost, what a suggestion saves at the least.</param>
public sealed record SuggestionOptions(int ItemsMin = 100, double ChangedMax = 0.02, double SavingMin = 0.02);

/// <summary>
/// Leads what is on record through workflows that do a little less, as a simulation does, and suggests those that
/// change hardly an answer.
/// </summary>
public static class SuggestWorkflow
{
    private const double Level = 0.9;

    /// <param name="ways">Of the latest items that are done.</param>
    /// <param name="totals">Sums of all time, of the project and its steps.</param>
    /// <returns>What saves most first.</returns>
    public static IReadOnlyList<Suggestion> Run(
        Workflow workflow,
        LabelSchema schema,
        ProjectSettings settings,
        IReadOnlyList<RecordedWay> ways,
        IReadOnlyList<MetricBucket> totals,
        DateTimeOffset until,
        SuggestionOptions options)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(ways);
        ArgumentNullException.ThrowIfNull(options);
        if (ways.Count < options.ItemsMin)
            return [];
        var question = schema.Questions[0].Key;
        var actual = Follow(workflow, ways, question, until);
        return
        [
            .. DraftCandidates.Of(workflow, schema, settings)
                .Select(candidate => Suggest(
                    candidate, actual, Follow(candidate.Draft, ways, question, until), totals))
                .Where(suggestion => suggestion.Effect.ChangedHigh <= options.ChangedMax
                    && suggestion.Effect.CostHigh <= -options.SavingMin)
                .OrderBy(suggestion => suggestion.Effect.CostChange),
        ];
    }

    private static Followed[] Follow(
        Workflow workflow, IReadOnlyList<RecordedWay> ways, string question, DateTimeOffset until)
    {
        return [.. ways.Select(way =>
        {
            var replay = WorkflowReplay.Run(workflow, way.Context, way.Signals, until);
            return new Followed(replay.Cost, LabelOf(replay.Judged), LabelOf(replay.Beliefs));
        })];

        int LabelOf(IReadOnlyDictionary<string, QuestionBelief> beliefs)
            => beliefs.GetValueOrDefault(question)?.Label ?? -1;
    }

    private static Suggestion Suggest(
        DraftCandidate candidate,
        Followed[] actual,
        Followed[] drafted,
        IReadOnlyList<MetricBucket> totals)
    {
        var changed = actual.Zip(drafted).Count(pair => !pair.First.SaysAs(pair.Second));
        var (low, high) = BetaDistribution.JeffreysOf(changed, actual.Length, Level);
        var (cost, costLow, costHigh) = CostOf(actual, drafted);
        var effect = new SuggestedEffect(
            cost, costLow, costHigh, changed / (double)actual.Length, low, high);
        var step = totals.FirstOrDefault(
            bucket => bucket.Dimension == MetricDimension.Step && bucket.Key == candidate.Step.Key);
        var all = totals.FirstOrDefault(bucket => bucket.Dimension == MetricDimension.Project);
        var evidence = new SuggestionEvidence(
            actual.Length,
            changed,
            all is { Cost: > 0 } && step is not null ? step.Cost / all.Cost : 0,
            (step?.Judgements ?? 0) + (step?.Decisions ?? 0),
            step?.Corrections ?? 0);
        return new(
            candidate.Kind, candidate.Step.Key, MessageOf(candidate, evidence, effect), effect, evidence,
            candidate.Draft);
    }

    private static string MessageOf(DraftCandidate candidate, SuggestionEvidence evidence, SuggestedEffect effect)
    {
        var changes = candidate.Kind == SuggestionKind.SampleReview && evidence.Decisions > 0
            ? evidence.Corrections / (double)evidence.Decisions
            : effect.ChangedShare;
        var part = candidate.Kind == SuggestionKind.SampleReview ? "" : "The last judgement of ";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{part}{(part.Length == 0 ? "Step" : "step")} '{candidate.Step.Key}' changes {Percent(changes)} of "
                + $"answers at {Percent(part.Length == 0 ? evidence.CostShare : -effect.CostChange)} of the cost: "
                + $"{candidate.Less}.");
    }

    private static string Percent(double share)
        => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    /// <summary>The ratio of the differences to the cost as it is, with its interval by linearisation.</summary>
    private static (double Change, double Low, double High) CostOf(
        Followed[] actual, Followed[] drafted)
    {
        var all = actual.Sum(item => item.Cost);
        if (all <= 0)
            return (0, 0, 0);
        var ratio = (drafted.Sum(item => item.Cost) - all) / all;
        var variance = actual.Zip(drafted).Sum(pair => Math.Pow(
            (pair.Second.Cost - pair.First.Cost - (ratio * pair.First.Cost)) / all, 2));
        var half = Math.Sqrt(variance) * NormalDistribution.Quantile((1 + Level) / 2);
        return (ratio, ratio - half, ratio + half);
    }

    /// <summary>
    /// What a reviewer puts right counts as changed, too: he would have had more to put right, and seen less.
    /// </summary>
    private readonly record struct Followed(double Cost, int Judged, int Answer)
    {
        public bool SaysAs(Followed other) => Judged == other.Judged && Answer == other.Answer;
    }
}
