using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Decisions;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>The part of a transaction that tells the authors of an item's judgements what was decided.</summary>
internal static class GiveFeedback
{
    /// <param name="decision">Saved.</param>
    public static async Task ApplyAsync(ActiveLabelDb db, Decision decision, CancellationToken cancellationToken)
    {
        // An item has few judgements: its workflow bounds them.
        var judgements = await db.Judgements.AsNoTracking().Where(judgement => judgement.ItemId == decision.ItemId)
            .OrderBy(judgement => judgement.Id).ToListAsync(cancellationToken);
        db.Feedback.AddRange(judgements.Select(judgement => new Feedback
        {
            OrganizationId = decision.OrganizationId,
            ProjectId = decision.ProjectId,
            WorkerId = judgement.WorkerId,
            JudgementId = judgement.Id,
            DecisionId = decision.Id,
            ItemId = decision.ItemId,
            Outcome = Feedback.OutcomeOf(judgement.Answers, decision.Answers),
            At = decision.At,
        }));
    }
}
