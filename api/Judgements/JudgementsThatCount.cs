using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Judgements;

namespace ActiveLabel.Api.Judgements;

internal static class JudgementsThatCount
{
    /// <summary>The judgements that count: all but those that are set aside. What is derived rests on these.</summary>
    public static IQueryable<Judgement> CountedJudgements(this ActiveLabelDb db)
        => db.Judgements.Where(judgement => !db.SetAsideJudgements.Any(
            aside => aside.JudgementId == judgement.Id && aside.RestoredAt == null));
}
