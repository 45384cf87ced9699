using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Api.Consensus;

/// <param name="Consensus">Of the leading question.</param>
/// <param name="All">Of each question that was answered, the leading one first.</param>
/// <param name="ConfidenceChange">By how much the sum of confidences over the project's items moved.</param>
/// <param name="Evidence">What one more judgement would meet; null where the leading question is decided.</param>
internal sealed record ConsensusChange(
    ItemConsensus Consensus,
    IReadOnlyList<ItemConsensus> All,
    bool IsFirst,
    double ConfidenceChange,
    ItemEvidence? Evidence);

/// <summary>
/// The part of a judgement's transaction that says what is believed now: all judgements of the item, weighed by the
/// reliabilities as last estimated.
/// </summary>
internal static class UpdateConsensus
{
    /// <summary>The judgement itself must be in storage; the consensus is when it returns.</summary>
    public static async Task<ConsensusChange> ApplyAsync(
        ActiveLabelDb db, Project project, ItemId item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var opinions = await Opinions.ReadAsync(db, project.Id, item, cancellationToken);
        var leading = project.Schema.Questions[0];
        var before = opinions.FindConsensus(leading);
        var all = new List<ItemConsensus>();
        foreach (var question in project.Schema.Questions)
            // Not everybody is asked every question.
            if (opinions.Of(question) is { Labels.Length: > 0 } said)
                all.Add(await InferAsync(
                    db, project, question, item, opinions.FindConsensus(question), said, now, cancellationToken));
        var (crowd, labels) = opinions.Of(leading);
        return new(
            all[0],
            all,
            before is null,
            all[0].Confidence - (before?.Confidence ?? 0),
            before is { IsDecided: true } ? null : crowd.EvidenceOf(all[0].Posterior, labels.Length));
    }

    /// <returns>The index of the choice that the answers give to the question.</returns>
    public static int LabelOf(Question question, IReadOnlyList<Answer> answers) => FindLabel(question, answers)
        ?? throw new InvalidOperationException($"A recorded judgement has no answer to question '{question.Key}'.");

    /// <returns>Null where the question was not answered.</returns>
    public static int? FindLabel(Question question, IReadOnlyList<Answer> answers)
    {
        foreach (var answer in answers)
            if (answer.QuestionKey == question.Key && answer.Value is SingleChoiceValue value)
                return question.IndexOf(value.Choice);
        return null;
    }

    private static async Task<ItemConsensus> InferAsync(
        ActiveLabelDb db,
        Project project,
        Question question,
        ItemId item,
        Opinions.Believed? before,
        (CrowdParameters Crowd, int[] Labels) said,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var consensus = new ItemConsensus
        {
            ItemId = item,
            QuestionKey = question.Key,
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Label = before?.Label ?? 0,
            Posterior = before?.Posterior ?? [],
            Confidence = before?.Confidence ?? 0,
            JudgementCount = said.Labels.Length,
            EstimatedAt = now,
        };
        // What was decided stands; the judgement is on record beside it.
        if (before is not { IsDecided: true })
        {
            var (label, posterior) = said.Crowd.Infer(said.Labels);
            consensus.Take(label, posterior, said.Labels.Length, now);
        }
        await StoreAsync(db, consensus, before, cancellationToken);
        return consensus;
    }

    private static async Task StoreAsync(
        ActiveLabelDb db, ItemConsensus consensus, Opinions.Believed? before, CancellationToken cancellationToken)
    {
        var statements = SqlDialect.Of(db.Database).Queue;
        var stored = await Sql.ExecuteAsync(
            db,
            before is null ? statements.AddConsensus : statements.ChangeConsensus,
            [
                ("@item", consensus.ItemId.Value),
                ("@question", consensus.QuestionKey),
                ("@organization", consensus.OrganizationId.Value),
                ("@project", consensus.ProjectId.Value),
                ("@label", consensus.Label),
                ("@posterior", BlobColumn.BytesOf(consensus.Posterior)),
                ("@confidence", consensus.Confidence),
                ("@count", consensus.JudgementCount),
                ("@isDecided", before is { IsDecided: true }),
                ("@now", InstantConverter.ToMicroseconds(consensus.EstimatedAt)),
            ],
            cancellationToken);
        if (stored == 0)
            throw new LostRaceException("The consensus of the item was decided at the same moment.");
    }
}
