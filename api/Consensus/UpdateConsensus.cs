using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

/// <param name="ConfidenceChange">By how much the sum of confidences over the project's items moved.</param>
internal sealed record ConsensusChange(ItemConsensus Consensus, bool IsFirst, double ConfidenceChange);

/// <summary>
/// The part of a judgement's transaction that says what is believed now: all judgements of the item, weighed by the
/// reliabilities as last estimated.
/// </summary>
internal static class UpdateConsensus
{
    /// <summary>The judgement itself must be saved; the caller saves the consensus.</summary>
    public static async Task<ConsensusChange> ApplyAsync(
        ActiveLabelDb db, Project project, ItemId item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var judgements = await db.CountedJudgements().AsNoTracking().Where(judgement => judgement.ItemId == item)
            .OrderBy(judgement => judgement.Id)
            .Select(judgement => new Said(judgement.WorkerId, judgement.Answers)).ToListAsync(cancellationToken);
        var change = await InferAsync(
            db, project, project.Schema.Questions[0], item, judgements, now, cancellationToken);
        foreach (var question in project.Schema.Questions.Skip(1))
            // Not everybody is asked every question.
            if (judgements.FindAll(said => said.Answers.Any(answer => answer.QuestionKey == question.Key))
                is { Count: > 0 } answered)
                await InferAsync(db, project, question, item, answered, now, cancellationToken);
        return change;
    }

    private static async Task<ConsensusChange> InferAsync(
        ActiveLabelDb db,
        Project project,
        Question question,
        ItemId item,
        List<Said> judgements,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var labels = judgements.ConvertAll(judgement => LabelOf(question, judgement.Answers));
        var crowd = await CrowdParameters.LoadAsync(
            db, project.Id, question, judgements.ConvertAll(judgement => judgement.WorkerId), cancellationToken);

        var (label, posterior) = crowd.Infer(labels.ToArray());
        return await StoreAsync(
            db, project, item, question.Key, label, posterior, labels.Count, now, cancellationToken);
    }

    private sealed record Said(Domain.Workers.WorkerId WorkerId, IReadOnlyList<Answer> Answers);

    /// <returns>The index of the choice that the answers give to the question.</returns>
    public static int LabelOf(Question question, IReadOnlyList<Answer> answers)
    {
        foreach (var answer in answers)
            if (answer.QuestionKey == question.Key && answer.Value is SingleChoiceValue value)
                return question.IndexOf(value.Choice);
        throw new InvalidOperationException($"A recorded judgement has no answer to question '{question.Key}'.");
    }

    private static async Task<ConsensusChange> StoreAsync(
        ActiveLabelDb db,
        Project project,
        ItemId item,
        string questionKey,
        int label,
        double[] posterior,
        int judgementCount,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var known = await db.Consensus.SingleOrDefaultAsync(
            consensus => consensus.ItemId == item && consensus.QuestionKey == questionKey, cancellationToken);
        var before = known?.Confidence ?? 0;
        if (known is { IsDecided: true })
        {
            // What was decided stands; the judgement is on record beside it.
            (known.JudgementCount, known.EstimatedAt) = (judgementCount, now);
            return new(known, IsFirst: false, ConfidenceChange: 0);
        }
        var consensus = known ?? new ItemConsensus
        {
            ItemId = item,
            QuestionKey = questionKey,
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Label = label,
            Posterior = [],
            Confidence = 0,
            JudgementCount = 0,
            EstimatedAt = now,
        };
        consensus.Take(label, posterior, judgementCount, now);
        if (known is null)
            db.Consensus.Add(consensus);
        return new(consensus, known is null, consensus.Confidence - before);
    }
}
