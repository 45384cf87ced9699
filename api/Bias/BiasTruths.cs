using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

/// <summary>
/// What each answer is held against: what was decided, or else what all others said of the item. An answer that had a
/// part in its own measure would look better the fewer there are.
/// </summary>
internal static class BiasTruths
{
    /// <summary>Fewer others make no consensus that an answer could be held against.</summary>
    private const int OthersMin = 2;

    private const int ItemsOfQuery = 1_000;

    /// <returns>One for each answer: the index of the label, or null where too little is known.</returns>
    public static async Task<int?[]> OfAsync(
        ActiveLabelDb db,
        Project project,
        Question question,
        IReadOnlyList<(ItemId Item, WorkerId Worker, int Label)> answers,
        CancellationToken cancellationToken)
    {
        var decided = await DecidedAsync(
            db, question, [.. answers.Select(answer => answer.Item).Distinct()], cancellationToken);
        var authors = answers.Select(answer => answer.Worker).Distinct().OrderBy(worker => worker.Value).ToList();
        var crowd = await CrowdParameters.LoadAsync(db, project.Id, question, authors, cancellationToken);
        var placeOf = authors.Index().ToDictionary(author => author.Item, author => author.Index);
        var truths = new int?[answers.Count];
        foreach (var item in answers.Index().GroupBy(answer => answer.Item.Item))
        {
            var all = item.ToList();
            foreach (var (index, answer) in all)
                truths[index] = decided.TryGetValue(answer.Item, out var label)
                    ? label
                    : Infer(crowd, placeOf, [.. all.Where(other => other.Index != index).Select(other => other.Item)]);
        }
        return truths;
    }

    private static int? Infer(
        CrowdParameters crowd,
        Dictionary<WorkerId, int> placeOf,
        List<(ItemId Item, WorkerId Worker, int Label)> others)
    {
        if (others.Count < OthersMin)
            return null;
        var square = crowd.LabelPrior.Length * crowd.LabelPrior.Length;
        var confusions = new double[others.Count * square];
        for (var index = 0; index < others.Count; index++)
            crowd.Confusions.AsSpan(placeOf[others[index].Worker] * square, square)
                .CopyTo(confusions.AsSpan(index * square));
        return (crowd with { Confusions = confusions }).Infer([.. others.Select(other => other.Label)]).Label;
    }

    private static async Task<Dictionary<ItemId, int>> DecidedAsync(
        ActiveLabelDb db, Question question, IReadOnlyList<ItemId> items, CancellationToken cancellationToken)
    {
        var decided = new Dictionary<ItemId, int>();
        foreach (var some in items.Chunk(ItemsOfQuery))
            foreach (var row in await db.Consensus.AsNoTracking()
                .Where(row => some.Contains(row.ItemId) && row.QuestionKey == question.Key && row.IsDecided)
                .Select(row => new { row.ItemId, row.Label }).ToListAsync(cancellationToken))
                decided[row.ItemId] = row.Label;
        return decided;
    }
}
