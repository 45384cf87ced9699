using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Gold;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <summary>How the viewer answered a question whose answer was known beforehand.</summary>
[Allow(Audience.Everybody)]
public sealed class GoldResultType(GoldResult result)
{
    /// <summary>Whether the judgement was right.</summary>
    public bool IsRight => result.IsRight;

    /// <summary>When it was given.</summary>
    public DateTimeOffset At => result.At;

    /// <summary>The judgement.</summary>
    public IDataLoaderResult<JudgementType> Judgement(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, result.JudgementId, JudgementType.FetchAsync)
            .Then(judgement => new JudgementType(judgement));

    /// <summary>What is right.</summary>
    public IDataLoaderResult<IReadOnlyList<AnswerType>> Answers(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, result.GoldItemId, GoldItemType.FetchAsync)
            .Then(gold => AnswerType.ListOf(gold.Answers));

    /// <summary>The viewer's own, of projects that tell: elsewhere nobody learns which tasks were gold.</summary>
    internal static async Task<Connection<GoldResultType>> PageAsync(
        ActiveLabelDb db, Caller me, PageRequest page, CancellationToken cancellationToken)
    {
        var settings = await db.Projects.AsNoTracking()
            .Where(project => db.Memberships.Any(
                member => member.ProjectId == project.Id && member.WorkerId == me.WorkerId))
            .OrderBy(project => project.Id).Select(project => new { project.Id, project.Gold })
            .ToListAsync(cancellationToken);
        var telling = settings.Where(project => project.Gold is { GivesFeedback: true })
            .Select(project => project.Id).ToList();
        return await page.ReadAsync(
            db.GoldResults.AsNoTracking().Where(
                result => result.WorkerId == me.WorkerId && telling.Contains(result.ProjectId)),
            result => result.Id,
            result => new GoldResultType(result),
            cancellationToken);
    }
}
