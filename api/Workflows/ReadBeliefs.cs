using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <param name="TrustedFrom">As <see cref="QuestionBelief"/> has it.</param>
internal sealed record ModelSays(float[] Probabilities, double? TrustedFrom);

/// <summary>Reads what is believed of an item now, as far as its workflow asks.</summary>
internal static class ReadBeliefs
{
    /// <param name="known">Consensus that the transaction has at hand and may not have saved yet.</param>
    public static async Task<Dictionary<string, QuestionBelief>> ReadAsync(
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
            ? await FindPredictionAsync(db, item, cancellationToken)
            : null;
        var leading = project.Schema.Questions[0];
        return project.Schema.Questions.ToDictionary(
            question => question.Key,
            question => BeliefOf(
                question,
                consensus.GetValueOrDefault(question.Key),
                answers,
                question == leading ? prediction : null));
    }

    /// <summary>What is believed of an item that nobody has judged.</summary>
    public static Dictionary<string, QuestionBelief> Of(Project project, ModelSays? prediction)
    {
        ArgumentNullException.ThrowIfNull(project);
        var leading = project.Schema.Questions[0];
        return project.Schema.Questions.ToDictionary(
            question => question.Key,
            question => BeliefOf(question, consensus: null, [], question == leading ? prediction : null));
    }

    private static async Task<ModelSays?> FindPredictionAsync(
        ActiveLabelDb db, ItemId item, CancellationToken cancellationToken)
    {
        var found = await (
            from row in db.Predictions
            join model in db.ModelVersions on row.ModelVersionId equals model.Id
            where row.ItemId == item
            select new { row.Probabilities, model.Stage, model.Trust }).AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? null
            : new(found.Probabilities, found.Stage == ModelStage.Serving ? found.Trust?.From : null);
    }

    private static QuestionBelief BeliefOf(
        Question question, ItemConsensus? consensus, List<IReadOnlyList<Answer>> answers, ModelSays? says)
    {
        var (prediction, trustedFrom) = (says?.Probabilities ?? [], says?.TrustedFrom);
        var votes = answers.Count == 0 ? [] : new int[question.Choices.Count];
        foreach (var answer in answers.SelectMany(given => given).Where(answer => answer.QuestionKey == question.Key))
            if (answer.Value is SingleChoiceValue value && question.IndexOf(value.Choice) is >= 0 and var choice)
                votes[choice]++;
        return consensus is null
            ? QuestionBelief.None with { Votes = votes, Prediction = prediction, TrustedFrom = trustedFrom }
            : new(
                consensus.Label, consensus.Confidence, consensus.Posterior, votes, prediction,
                TrustedFrom: trustedFrom);
    }
}
