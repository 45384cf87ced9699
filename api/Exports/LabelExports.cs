using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Graph;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Exports;

/// <summary>What was said, and what is believed: a row for each judgement or item.</summary>
internal static class LabelExports
{
    public static IExportTable Judgements(Project project) => new ExportTable<JudgedRow>(
        [
            ExportColumn<JudgedRow>.Text("id", row => GlobalId.Of(row.Judgement.Id)),
            ExportColumn<JudgedRow>.Text("externalId", row => row.ExternalId),
            ExportColumn<JudgedRow>.Text("workerId", row => GlobalId.Of(row.Judgement.WorkerId)),
            ExportColumn<JudgedRow>.Text("step", row => row.Step),
            ExportColumn<JudgedRow>.Instant("submittedAt", row => row.Judgement.SubmittedAt),
            ExportColumn<JudgedRow>.Number("handlingSeconds", row => row.Judgement.HandlingSeconds),
            ExportColumn<JudgedRow>.Count("schemaVersion", row => row.Judgement.SchemaVersion),
            ExportColumn<JudgedRow>.Count("instructionsVersion", row => row.Judgement.InstructionsVersion),
            ExportColumn<JudgedRow>.Text("interface", row => row.Judgement.Client?.Interface),
            ExportColumn<JudgedRow>.Text("device", row => row.Judgement.Client?.Device),
            ExportColumn<JudgedRow>.Truth("counts", row => row.Counts),
            .. project.Schema.Questions.Select(question => ExportColumn<JudgedRow>.Text(
                $"answer {question.Key}",
                row => LabelOf(question, row.Judgement.Answers))),
        ],
        (db, after, token) => (
            from judgement in db.Judgements.AsNoTracking()
            where judgement.ProjectId == project.Id && judgement.Id > new JudgementId(after)
            join item in db.Items on judgement.ItemId equals item.Id
            join task in db.Tasks on judgement.TaskId equals task.Id
            orderby judgement.Id
            select new JudgedRow(
                judgement,
                item.ExternalId,
                task.StepKey,
                !db.SetAsideJudgements.Any(aside => aside.JudgementId == judgement.Id && aside.RestoredAt == null)))
            .Take(ExportTable<JudgedRow>.PageSize).ToListAsync(token),
        row => row.Judgement.Id.Value);

    /// <summary>
    /// Of the leading question: what people are believed to say, with the posterior of each choice; of an item that a
    /// model ended, what the model answered.
    /// </summary>
    public static IExportTable Consensus(Project project)
    {
        var question = project.Schema.Questions[0];
        return new ExportTable<BelievedRow>(
            [
                ExportColumn<BelievedRow>.Text("externalId", row => row.Item.ExternalId),
                ExportColumn<BelievedRow>.Text("arm", row => $"{row.Item.Arm}"),
                ExportColumn<BelievedRow>.Text("state", row => $"{row.Item.State}"),
                ExportColumn<BelievedRow>.Text("source", row => row.Consensus is null ? "Model" : "People"),
                ExportColumn<BelievedRow>.Text("label", row => row.Consensus is { } said
                    ? question.Choices[said.Label].Key
                    : LabelOf(question, row.Answers)),
                ExportColumn<BelievedRow>.Number("confidence", row => row.Consensus?.Confidence),
                ExportColumn<BelievedRow>.Count("judgements", row => row.Consensus?.JudgementCount ?? 0),
                ExportColumn<BelievedRow>.Truth("isDecided", row => row.Consensus?.IsDecided ?? false),
                ExportColumn<BelievedRow>.Instant("estimatedAt", row => row.Consensus?.EstimatedAt),
                .. question.Choices.Select((choice, index) => ExportColumn<BelievedRow>.Number(
                    $"posterior {choice.Key}",
                    row => index < row.Consensus?.Posterior.Length ? row.Consensus.Posterior[index] : null)),
            ],
            (db, after, token) => (
                from item in db.Items.AsNoTracking()
                where item.ProjectId == project.Id && item.Id > new ItemId(after)
                from consensus in db.Consensus.AsNoTracking().Where(row => row.ItemId == item.Id
                    && row.QuestionKey == question.Key).DefaultIfEmpty()
                let answers = db.Decisions
                    .Where(row => row.ItemId == item.Id && row.Kind == DecisionKind.Machine)
                    .OrderByDescending(row => row.Id).Select(row => row.Answers).FirstOrDefault()
                where consensus != null || (item.State == ItemState.Done && answers != null)
                orderby item.Id
                select new BelievedRow(item, consensus, answers))
                .Take(ExportTable<BelievedRow>.PageSize).ToListAsync(token),
            row => row.Item.Id.Value);
    }

    private static string? LabelOf(Question question, IReadOnlyList<Answer>? answers)
        => answers is not null && UpdateConsensus.FindLabel(question, answers) is { } label
            ? question.Choices[label].Key
            : null;

    private sealed record JudgedRow(Judgement Judgement, string ExternalId, string Step, bool Counts);

    private sealed record BelievedRow(Item Item, ItemConsensus? Consensus, IReadOnlyList<Answer>? Answers);
}
