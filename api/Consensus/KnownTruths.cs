using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

/// <summary>
/// What is known of items by other than their judgements: gold, and what reviewers and experts decided last. By these
/// facts workers are measured.
/// </summary>
internal static class KnownTruths
{
    private const int PageSize = 2_000;

    /// <param name="numbers">Of the items that were judged.</param>
    /// <returns>The label of each item by its number, or -1; null where nothing is known.</returns>
    public static async Task<int[]?> ReadAsync(
        ActiveLabelDb db,
        Project project,
        Question question,
        IReadOnlyDictionary<ItemId, int> numbers,
        bool withDecisions,
        CancellationToken cancellationToken)
    {
        var known = new int[numbers.Count];
        Array.Fill(known, JudgementSet.Unknown);
        if (withDecisions)
            await AddDecisionsAsync(db, project, question, numbers, known, cancellationToken);
        for (var last = 0L; ;)
        {
            var after = new Domain.Gold.GoldItemId(last);
            var page = await db.GoldItems.AsNoTracking().Where(gold => gold.ProjectId == project.Id && gold.Id > after)
                .OrderBy(gold => gold.Id).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var gold in page)
                // What was found to be wrong is known no longer.
                if (gold.Verdict != Domain.Gold.GoldVerdict.ProbablyWrong
                    && numbers.TryGetValue(gold.ItemId, out var number)
                    && UpdateConsensus.FindLabel(question, gold.Answers) is { } label)
                    known[number] = label;
            if (page.Count < PageSize)
                break;
            last = page[^1].Id.Value;
        }
        return Array.Exists(known, label => label != JudgementSet.Unknown) ? known : null;
    }

    private static async Task AddDecisionsAsync(
        ActiveLabelDb db,
        Project project,
        Question question,
        IReadOnlyDictionary<ItemId, int> numbers,
        int[] known,
        CancellationToken cancellationToken)
    {
        for (var last = 0L; ;)
        {
            var after = new DecisionId(last);
            var page = await db.Decisions.AsNoTracking()
                .Where(decision => decision.ProjectId == project.Id && decision.Id > after)
                .OrderBy(decision => decision.Id).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var decision in page.Where(decision => decision.Kind is DecisionKind.Review
                or DecisionKind.Adjudication or DecisionKind.Resolution))
                if (numbers.TryGetValue(decision.ItemId, out var number))
                    known[number] = decision.Verdict == Verdict.Rejected
                        ? JudgementSet.Unknown
                        : UpdateConsensus.FindLabel(question, decision.Answers) ?? known[number];
            if (page.Count < PageSize)
                return;
            last = page[^1].Id.Value;
        }
    }
}
