using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>The consensus of an item by the judgements that count and by what stands decided.</summary>
internal static class RebuildConsensus
{
    /// <returns>How the totals move; the caller saves.</returns>
    public static async Task<CounterChange> ApplyAsync(
        ActiveLabelDb db,
        Project project,
        ItemId item,
        RecordedItem recorded,
        RebuiltItem rebuilt,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var known = await db.Consensus.Where(row => row.ItemId == item)
            .ToDictionaryAsync(row => row.QuestionKey, cancellationToken);
        var totals = new CounterChange();
        foreach (var question in recorded.Questions)
        {
            var row = known.GetValueOrDefault(question.Question.Key);
            var (had, before) = (row is not null, row?.Confidence ?? 0);
            int? decided = rebuilt.Decided.TryGetValue(question.Question.Key, out var label)
                ? label
                : UpdateConsensus.FindLabel(question.Question, recorded.Known);
            if (question.Labels.Length == 0 && decided is null)
            {
                if (row is not null)
                    db.Consensus.Remove(row);
                row = null;
            }
            else
            {
                row ??= db.Consensus.Add(NewRow(project, item, question.Question.Key, now)).Entity;
                Set(row, question, decided, now);
            }
            if (question == recorded.Questions[0])
                totals = new(
                    JudgedItems: (row is null ? 0 : 1) - (had ? 1 : 0),
                    ConfidenceSum: (row?.Confidence ?? 0) - before);
        }
        return totals;
    }

    private static void Set(ItemConsensus row, QuestionJudgements question, int? decided, DateTimeOffset now)
    {
        row.Undecide();
        if (decided is { } stands)
            row.Decide(stands, question.Question.Choices.Count, now);
        else
        {
            var (label, posterior) = question.Crowd.Infer(question.Labels);
            row.Take(label, posterior, question.Labels.Length, now);
        }
        row.JudgementCount = question.Labels.Length;
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
