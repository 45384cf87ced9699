using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>Reads what is believed of an item now, as far as its workflow asks.</summary>
internal static class ReadBeliefs
{
    /// <param name="known">Consensus that the transaction has at hand and may not have saved yet.</param>
    public static async Task<IReadOnlyDictionary<string, QuestionBelief>> ReadAsync(
        ActiveLabelDb db,
        Project project,
        ItemId item,
        FactKinds needs,
        IReadOnlyList<ItemConsensus> known,
        CancellationToken cancellationToken)
    {
        var consensus = known.ToDictionary(row => row.QuestionKey);
        if (consensus.Count < project.Schema.Questions.Count)
            foreach (var row in await db.Consensus.AsNoTracking().Where(row => row.ItemId == item)
                .ToListAsync(cancellationToken))
                consensus.TryAdd(row.QuestionKey, row);
        var answers = needs.HasFlag(FactKinds.Votes)
            ? await db.CountedJudgements().AsNoTracking().Where(judgement => judgement.ItemId == item)
                .OrderBy(
                    judgement => judgement.Id).Select(judgement => judgement.Answers).ToListAsync(cancellationToken)
            : [];
        var prediction = needs.HasFlag(FactKinds.Prediction)
            ? await db.Predictions.AsNoTracking().Where(row => row.ItemId == item)
                .Select(row => row.Probabilities).SingleOrDefaultAsync(cancellationToken)
            : null;
        var leading = project.Schema.Questions[0];
        return project.Schema.Questions.ToDictionary(
            question => question.Key,
            question => BeliefOf(
                question,
                consensus.GetValueOrDefault(question.Key),
                answers,
                question == leading ? prediction ?? [] : []));
    }

    private static QuestionBelief BeliefOf(
        Question question, ItemConsensus? consensus, List<IReadOnlyList<Answer>> answers, float[] prediction)
    {
        var votes = answers.Count == 0 ? [] : new int[question.Choices.Count];
        foreach (var answer in answers.SelectMany(given => given).Where(answer => answer.QuestionKey == question.Key))
            if (answer.Value is SingleChoiceValue value && question.IndexOf(value.Choice) is >= 0 and var choice)
                votes[choice]++;
        return consensus is null
            ? QuestionBelief.None with { Votes = votes, Prediction = prediction }
            : new(consensus.Label, consensus.Confidence, consensus.Posterior, votes, prediction);
    }
}
