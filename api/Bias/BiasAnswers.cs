using System.Globalization;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

/// <summary>The answer of a judgement to one question, as far as an audit asks.</summary>
/// <param name="Answer">Index of the label.</param>
/// <param name="Truth">Index of the label that is right by decision, or by what the others said; null where neither
/// says enough.</param>
/// <param name="Content">What is to be expected from content alone; null where nothing is.</param>
/// <param name="PreLabel">The model's label of the time; -1 where there was none.</param>
/// <param name="Traits">Who, when, by which version and with what, by name; what is not known is left out.</param>
internal sealed record BiasAnswer(
    ItemId Item,
    WorkerId Worker,
    int Answer,
    int? Truth,
    float[]? Content,
    int PreLabel,
    bool WasShown,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyDictionary<string, string> Traits);

/// <summary>The latest judgements of a project, read page by page.</summary>
internal static class BiasAnswers
{
    public const int AnswersMax = 20_000;
    public const string Worker = "worker";
    public const string Crowd = "crowd";

    private const int PageSize = 1_000;

    /// <returns>For each question of the schema, in their order: its answers, the latest first.</returns>
    public static async Task<IReadOnlyList<List<BiasAnswer>>> ReadAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var given = await GivenAsync(db, project, cancellationToken);
        var all = new List<List<BiasAnswer>>();
        foreach (var question in project.Schema.Questions)
        {
            var answered = given.Select(one => (
                Given: one, Label: UpdateConsensus.FindLabel(question, one.Judgement.Answers) ?? -1))
                .Where(one => one.Label >= 0).ToList();
            var truths = await BiasTruths.OfAsync(
                db, project, question,
                answered.ConvertAll(one => (one.Given.Judgement.ItemId, one.Given.Judgement.WorkerId, one.Label)),
                cancellationToken);
            var contents = ContentsOf(question, answered.ConvertAll(one => (one.Given.Prediction, one.Label)),
                isLeading: all.Count == 0);
            all.Add([.. answered.Select((one, index) => new BiasAnswer(
                one.Given.Judgement.ItemId,
                one.Given.Judgement.WorkerId,
                one.Label,
                truths[index],
                contents[index],
                all.Count == 0 && one.Given.WasPredicted && contents[index] is { } content ? TopOf(content) : -1,
                one.Given.WasShown,
                one.Given.Attributes,
                one.Given.Traits))]);
        }
        return all;
    }

    /// <summary>By worker, as anchoring asks; the control arm is never shown what the model thinks.</summary>
    public static IReadOnlyList<AnchoringCount> PreLabels(IEnumerable<BiasAnswer> answers)
        => [.. answers.Where(answer => answer.PreLabel >= 0).GroupBy(answer => answer.Worker)
            .OrderBy(same => same.Key.Value).Select(same => new AnchoringCount(
                same.Count(answer => answer.WasShown),
                same.Count(answer => answer.WasShown && answer.Answer == answer.PreLabel),
                same.Count(answer => !answer.WasShown),
                same.Count(answer => !answer.WasShown && answer.Answer == answer.PreLabel)))];

    private static async Task<List<GivenAnswer>> GivenAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var given = new List<GivenAnswer>();
        for (var before = new JudgementId(long.MaxValue); given.Count < AnswersMax;)
        {
            var page = await (
                from judgement in db.CountedJudgements().AsNoTracking()
                where judgement.ProjectId == project.Id && judgement.Id < before
                join item in db.Items on judgement.ItemId equals item.Id
                join worker in db.Workers on judgement.WorkerId equals worker.Id
                orderby judgement.Id descending
                select new
                {
                    Judgement = judgement,
                    Item = item,
                    worker.Crowd,
                    Prediction = db.Predictions.FirstOrDefault(row => row.ItemId == item.Id),
                }).Take(PageSize).ToListAsync(cancellationToken);
            given.AddRange(page.Select(row => new GivenAnswer(
                row.Judgement,
                row.Prediction?.Probabilities,
                row.Prediction?.ScoredAt < row.Judgement.SubmittedAt,
                row.Item.ShowsPreLabel,
                ItemAttributes.Of(row.Item.Attributes),
                TraitsOf(row.Judgement, row.Crowd))));
            if (page.Count < PageSize)
                break;
            before = page[^1].Judgement.Id;
        }
        return given;
    }

    /// <summary>
    /// Of the leading question, what the model says. Of the others, how its answers are spread over items of which the
    /// model thinks about the same: its features are all that is known of the content.
    /// </summary>
    private static List<float[]?> ContentsOf(
        Question question, List<(float[]? Prediction, int Label)> answers, bool isLeading)
    {
        var labels = question.Choices.Count;
        if (isLeading)
            return answers.ConvertAll(one => one.Prediction?.Length == labels ? one.Prediction : null);
        var spread = new Dictionary<(int, int), float[]>();
        foreach (var (prediction, label) in answers)
            if (prediction is { Length: > 0 })
            {
                if (!spread.TryGetValue(StratumOf(prediction), out var counts))
                    spread[StratumOf(prediction)] = counts = new float[labels];
                counts[label]++;
            }
        foreach (var counts in spread.Values)
        {
            var sum = counts.Sum();
            for (var label = 0; label < labels; label++)
                counts[label] /= sum;
        }
        return answers.ConvertAll(one => one.Prediction is { Length: > 0 } known ? spread[StratumOf(known)] : null);
    }

    private static (int Top, int Tenth) StratumOf(float[] prediction)
    {
        var top = TopOf(prediction);
        return (top, Math.Min(9, (int)(prediction[top] * 10)));
    }

    private static Dictionary<string, string> TraitsOf(Judgement judgement, string crowd)
    {
        var traits = new Dictionary<string, string>
        {
            [Worker] = judgement.WorkerId.Value.ToString(CultureInfo.InvariantCulture),
            [Crowd] = crowd,
            ["schemaVersion"] = judgement.SchemaVersion.ToString(CultureInfo.InvariantCulture),
            ["instructionsVersion"] = judgement.InstructionsVersion.ToString(CultureInfo.InvariantCulture),
            ["month"] = judgement.SubmittedAt.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };
        if (judgement.Client?.Interface is { } used)
            traits["interface"] = used;
        if (judgement.Client?.Device is { } device)
            traits["device"] = device;
        return traits;
    }

    private static int TopOf(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());

    private sealed record GivenAnswer(
        Judgement Judgement,
        float[]? Prediction,
        bool WasPredicted,
        bool WasShown,
        IReadOnlyDictionary<string, string> Attributes,
        IReadOnlyDictionary<string, string> Traits);
}
