using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <summary>The part of a judgement's transaction that says whether a gold task was answered rightly.</summary>
internal static class ScoreGold
{
    /// <param name="judgement">In storage.</param>
    /// <returns>Whether it was right, and how the totals move.</returns>
    public static async Task<(bool IsRight, ItemMove Move)> ApplyAsync(
        ActiveLabelDb db, Project project, Judgement judgement, CancellationToken cancellationToken)
    {
        var gold = await db.GoldItems.SingleAsync(known => known.TaskId == judgement.TaskId, cancellationToken);
        var isRight = gold.IsRight(judgement.Answers);
        db.GoldResults.Add(new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            WorkerId = judgement.WorkerId,
            GoldItemId = gold.Id,
            JudgementId = judgement.Id,
            IsRight = isRight,
            At = judgement.SubmittedAt,
        });
        (gold.AnswerCount, gold.RightCount) = (gold.AnswerCount + 1, gold.RightCount + (isRight ? 1 : 0));
        var (right, wrong) = isRight ? (1, 0) : (0, 1);
        await db.Memberships
            .Where(member => member.ProjectId == project.Id && member.WorkerId == judgement.WorkerId)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(member => member.GoldRight, member => member.GoldRight + right)
                    .SetProperty(member => member.GoldWrong, member => member.GoldWrong + wrong),
                cancellationToken);
        // What many have seen gets around.
        if (gold.AnswerCount >= (project.Gold?.ExposuresMax ?? int.MaxValue))
            gold.RetiredAt = judgement.SubmittedAt;
        await db.SaveChangesAsync(cancellationToken);
        if (gold.RetiredAt is not null)
            return (isRight, await CloseAsync(db, gold, cancellationToken));
        await QueueLanes.AskForOneMoreAsync(db, gold.TaskId, cancellationToken);
        return (isRight, ItemMove.None with { SlotsWanted = 1 });
    }

    /// <summary>Nobody gets the task any more.</summary>
    public static async Task<ItemMove> CloseAsync(
        ActiveLabelDb db, GoldItem gold, CancellationToken cancellationToken)
    {
        var entry = await db.Queue.AsNoTracking().SingleAsync(
            known => known.TaskId == gold.TaskId, cancellationToken);
        var judged = await db.Slots.CountAsync(
            slot => slot.TaskId == gold.TaskId && slot.State != SlotState.Leased, cancellationToken);
        var (wanted, leased) = await OpenTask.CloseAsync(db, entry, judged, cancellationToken);
        return ItemMove.None with { SlotsWanted = wanted, SlotsLeased = leased };
    }
}
