using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Gold;
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
internal sealed class KnownTruths
{
    private readonly Dictionary<ItemId, List<Decision>> _decisions;
    private readonly Dictionary<ItemId, GoldItem> _gold;

    private KnownTruths(List<Decision> decisions, List<GoldItem> gold)
    {
        _decisions = decisions.GroupBy(decision => decision.ItemId)
            .ToDictionary(same => same.Key, same => same.OrderBy(decision => decision.Id.Value).ToList());
        _gold = gold.ToDictionary(item => item.ItemId);
    }

    /// <param name="items">A page of the project's items.</param>
    public static async Task<KnownTruths> ReadAsync(
        ActiveLabelDb db,
        Project project,
        IReadOnlyList<ItemId> items,
        bool withDecisions,
        CancellationToken cancellationToken)
    {
        var decisions = withDecisions
            ? await db.Decisions.AsNoTracking()
                .Where(decision => decision.ProjectId == project.Id && items.Contains(decision.ItemId)
                    && (decision.Kind == DecisionKind.Review || decision.Kind == DecisionKind.Adjudication
                        || decision.Kind == DecisionKind.Resolution))
                .ToListAsync(cancellationToken)
            : [];
        // What was found to be wrong is known no longer.
        var gold = await db.GoldItems.AsNoTracking()
            .Where(gold => gold.ProjectId == project.Id && items.Contains(gold.ItemId)
                && gold.Verdict != GoldVerdict.ProbablyWrong)
            .ToListAsync(cancellationToken);
        return new(decisions, gold);
    }

    /// <returns>The index of the true choice, or <see cref="JudgementSet.Unknown"/>.</returns>
    public int Of(ItemId item, Question question)
    {
        var known = JudgementSet.Unknown;
        foreach (var decision in _decisions.GetValueOrDefault(item) ?? [])
            known = decision.Verdict == Verdict.Rejected
                ? JudgementSet.Unknown
                : UpdateConsensus.FindLabel(question, decision.Answers) ?? known;
        return _gold.GetValueOrDefault(item) is { } gold
            ? UpdateConsensus.FindLabel(question, gold.Answers) ?? known
            : known;
    }
}
