using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>What a decision must say.</summary>
internal static class DecisionCheck
{
    /// <returns>What is wrong with the request and what to do, or null.</returns>
    public static string? Problem(LabelSchema schema, DecisionRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.IdempotencyKey)
            || request.IdempotencyKey.Length > JudgementMapping.IdempotencyKeyLengthMax)
            return $"The idempotency key must have 1 to {JudgementMapping.IdempotencyKeyLengthMax} characters.";
        if (request.HandlingSeconds is not (>= 0 and <= SubmitJudgement.HandlingSecondsMax))
            return $"handlingSeconds must lie between 0 and {SubmitJudgement.HandlingSecondsMax:0}.";
        if (request.Reason?.Length > Decision.ReasonLengthMax)
            return $"The reason is longer than {Decision.ReasonLengthMax} characters.";
        if (request.Verdict == Verdict.Rejected && string.IsNullOrWhiteSpace(request.Reason))
            return "Say why: the authors of the judgements are told.";
        return request.Verdict is Verdict.Accepted or Verdict.Rejected ? null : schema.Problem(request.Answers);
    }

    /// <summary>What an item's judgements say so far: what a reviewer accepts.</summary>
    public static async Task<IReadOnlyList<Answer>> ConsensusAsync(
        ActiveLabelDb db, Project project, ItemId item, CancellationToken cancellationToken)
    {
        var rows = await db.Consensus.AsNoTracking().Where(row => row.ItemId == item).ToListAsync(cancellationToken);
        return [.. from question in project.Schema.Questions
                   join row in rows on question.Key equals row.QuestionKey
                   select new Answer(question.Key, new SingleChoiceValue(question.Choices[row.Label].Key))];
    }
}
