using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>The part of a transaction in which what was decided takes the place of what judgements say.</summary>
internal static class DecideConsensus
{
    /// <param name="answers">What stands from now on.</param>
    /// <returns>The rows, which the caller saves, and how the totals move.</returns>
    public static async Task<(IReadOnlyList<ItemConsensus> Rows, CounterChange Totals)> ApplyAsync(
        ActiveLabelDb db,
        Project project,
        ItemId item,
        IReadOnlyList<Answer> answers,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var known = await db.Consensus.Where(row => row.ItemId == item)
            .ToDictionaryAsync(row => row.QuestionKey, cancellationToken);
        var totals = new CounterChange();
        foreach (var answer in answers)
            if (project.Schema.Find(answer.QuestionKey) is { } question && answer.Value is SingleChoiceValue value)
            {
                var isLeading = question == project.Schema.Questions[0];
                var isNew = !known.TryGetValue(question.Key, out var row);
                row ??= NewRow(project, item, question.Key, now);
                var before = row.Confidence;
                row.Decide(question.IndexOf(value.Choice), question.Choices.Count, now);
                if (isNew)
                    known[question.Key] = db.Consensus.Add(row).Entity;
                if (isLeading)
                    totals += new CounterChange(JudgedItems: isNew ? 1 : 0, ConfidenceSum: row.Confidence - before);
            }
        return (known.Values.ToList(), totals);
    }

    /// <summary>Leaves the item to its judgements again: a rejected review, or an item that is opened again.</summary>
    /// <returns>How the totals move.</returns>
    public static async Task<CounterChange> UndoAsync(
        ActiveLabelDb db, Project project, ItemId item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var decided = (await db.Consensus.Where(row => row.ItemId == item).ToListAsync(cancellationToken))
            .Where(row => row.IsDecided).ToList();
        if (decided.Count == 0)
            return new();
        var totals = new CounterChange();
        var leading = project.Schema.Questions[0].Key;
        foreach (var row in decided)
        {
            row.Undecide();
            if (row.JudgementCount == 0)
                db.Consensus.Remove(row);
            if (row.JudgementCount == 0 && row.QuestionKey == leading)
                totals += new CounterChange(JudgedItems: -1, ConfidenceSum: -row.Confidence);
        }
        await db.SaveChangesAsync(cancellationToken);
        // What is inferred anew goes past the context: what it knows of them is of before.
        decided.ForEach(row => db.Entry(row).State = EntityState.Detached);
        if (decided.Exists(row => row.JudgementCount > 0))
            totals += new CounterChange(ConfidenceSum:
                (await UpdateConsensus.ApplyAsync(db, project, item, now, cancellationToken)).ConfidenceChange);
        return totals;
    }

    private static ItemConsensus NewRow(Project project, ItemId item, string question, DateTimeOffset now) => new()
    {
        ItemId = item,
        QuestionKey = question,
        OrganizationId = project.OrganizationId,
        ProjectId = project.Id,
        Label = 0,
        Posterior = [],
        Confidence = 0,
        JudgementCount = 0,
        EstimatedAt = now,
    };
}
