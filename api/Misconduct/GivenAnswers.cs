using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>The answers to a project's leading question that count, in the order of time.</summary>
internal sealed class GivenAnswers
{
    private const int PageSize = 2_000;
    private readonly Dictionary<ItemId, int> _itemNumbers = [];
    private readonly Dictionary<WorkerId, int> _workerNumbers = [];
    private readonly List<int> _gold = [];

    /// <summary>By number.</summary>
    public List<ItemId> Items { get; } = [];

    /// <summary>By number.</summary>
    public List<WorkerId> Workers { get; } = [];

    public List<AnswerRecord> Records { get; } = [];

    /// <summary>The known label of each item, or -1; null where none is known.</summary>
    public int[]? Gold => _gold.Exists(label => label != JudgementSet.Unknown) ? [.. _gold] : null;

    /// <param name="latest">So many at the most.</param>
    public static async Task<GivenAnswers> LoadAsync(
        IDbContextFactory<ActiveLabelDb> databases, Project project, int latest, CancellationToken cancellationToken)
    {
        var given = new GivenAnswers();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = db.CountedJudgements().AsNoTracking().Where(judgement => judgement.ProjectId == project.Id);
        var first = await all.OrderByDescending(judgement => judgement.Id).Skip(latest - 1)
            .Select(judgement => (JudgementId?)judgement.Id).FirstOrDefaultAsync(cancellationToken);
        for (var after = new JudgementId(first is { } from ? from.Value - 1 : 0); ;)
        {
            var page = await all.Where(judgement => judgement.Id > after).OrderBy(judgement => judgement.Id)
                .Take(PageSize).ToListAsync(cancellationToken);
            await given.AddAsync(db, project, page, cancellationToken);
            if (page.Count < PageSize)
                break;
            after = page[^1].Id;
        }
        return given;
    }

    private async Task AddAsync(
        ActiveLabelDb db, Project project, List<Judgement> page, CancellationToken cancellationToken)
    {
        var question = project.Schema.Questions[0];
        var ids = page.Select(judgement => judgement.ItemId).Distinct().ToList();
        var items = await db.Items.AsNoTracking().Where(item => ids.Contains(item.Id))
            .ToDictionaryAsync(item => item.Id, cancellationToken);
        var predictions = await db.Predictions.AsNoTracking().Where(row => ids.Contains(row.ItemId))
            .ToDictionaryAsync(row => row.ItemId, cancellationToken);
        var known = await KnownTruths.ReadAsync(db, project, ids, withDecisions: false, cancellationToken);
        foreach (var judgement in page)
        {
            var number = NumberOf(judgement.ItemId, _itemNumbers, Items);
            if (number == _gold.Count)
                _gold.Add(known.Of(judgement.ItemId, question));
            // What was shown is what the model said by then; a later version may have taken its place.
            int? preLabel = items[judgement.ItemId].ShowsPreLabel
                && predictions.TryGetValue(judgement.ItemId, out var prediction)
                && prediction.ScoredAt <= judgement.SubmittedAt
                ? Array.IndexOf(prediction.Probabilities, prediction.Probabilities.Max())
                : null;
            Records.Add(new(
                number,
                NumberOf(judgement.WorkerId, _workerNumbers, Workers),
                UpdateConsensus.LabelOf(question, judgement.Answers),
                preLabel,
                judgement.HandlingSeconds > 0 ? judgement.HandlingSeconds : null));
        }
    }

    private static int NumberOf<T>(T key, Dictionary<T, int> numbers, List<T> keys)
        where T : notnull
    {
        if (numbers.TryGetValue(key, out var number))
            return number;
        keys.Add(key);
        return numbers[key] = keys.Count - 1;
    }
}
