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

/// <summary>A judgement, as far as an audit asks.</summary>
/// <param name="Answer">Index of the label.</param>
/// <param name="Truth">Index of the consensus where it is well founded; else null.</param>
/// <param name="Content">What the model says from content alone; null where it says nothing.</param>
/// <param name="PreLabel">The model's label of the time; -1 where there was none.</param>
/// <param name="Traits">Who, when and by which version, by name.</param>
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

    /// <summary>Fewer judgements make no consensus that an answer could be held against.</summary>
    private const int TruthJudgementsMin = 3;

    public static async Task<List<BiasAnswer>> ReadAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var question = project.Schema.Questions[0];
        var answers = new List<BiasAnswer>();
        for (var before = new JudgementId(long.MaxValue); answers.Count < AnswersMax;)
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
                    Consensus = db.Consensus.FirstOrDefault(
                        row => row.ItemId == item.Id && row.QuestionKey == question.Key),
                }).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var row in page)
            {
                var (judgement, item) = (row.Judgement, row.Item);
                var content = row.Prediction?.Probabilities is { } known && known.Length == question.Choices.Count
                    ? known
                    : null;
                var isFounded = row.Consensus is { IsDecided: true } or { JudgementCount: >= TruthJudgementsMin };
                answers.Add(new(
                    item.Id,
                    judgement.WorkerId,
                    UpdateConsensus.LabelOf(question, judgement.Answers),
                    isFounded ? row.Consensus?.Label : null,
                    content,
                    content is not null && row.Prediction?.ScoredAt < judgement.SubmittedAt ? TopOf(content) : -1,
                    item.ShowsPreLabel,
                    ItemAttributes.Of(item.Attributes),
                    TraitsOf(judgement, row.Crowd)));
            }
            if (page.Count < PageSize)
                break;
            before = page[^1].Judgement.Id;
        }
        return answers;
    }

    /// <summary>By worker, as anchoring asks; the control arm is never shown what the model thinks.</summary>
    public static IReadOnlyList<AnchoringCount> PreLabels(IEnumerable<BiasAnswer> answers)
        => [.. answers.Where(answer => answer.PreLabel >= 0).GroupBy(answer => answer.Worker)
            .OrderBy(same => same.Key.Value).Select(same => new AnchoringCount(
                same.Count(answer => answer.WasShown),
                same.Count(answer => answer.WasShown && answer.Answer == answer.PreLabel),
                same.Count(answer => !answer.WasShown),
                same.Count(answer => !answer.WasShown && answer.Answer == answer.PreLabel)))];

    private static Dictionary<string, string> TraitsOf(Judgement judgement, string crowd) => new()
    {
        [Worker] = judgement.WorkerId.Value.ToString(CultureInfo.InvariantCulture),
        [Crowd] = crowd,
        ["schemaVersion"] = judgement.SchemaVersion.ToString(CultureInfo.InvariantCulture),
        ["instructionsVersion"] = judgement.InstructionsVersion.ToString(CultureInfo.InvariantCulture),
        ["month"] = judgement.SubmittedAt.ToString("yyyy-MM", CultureInfo.InvariantCulture),
    };

    private static int TopOf(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
