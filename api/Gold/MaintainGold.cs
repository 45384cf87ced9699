using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <param name="Reviewed">Gold items whose statistics were looked at.</param>
/// <param name="Retired">Those that measure no longer.</param>
/// <param name="Promoted">Items that became gold.</param>
public sealed record MaintainGoldResult(int Reviewed, int Retired, int Promoted);

/// <summary>
/// Retires gold that is wrong, has got around or measures nothing, and makes gold of what experts decided and of what
/// is beyond doubt while there is less than the project wants.
/// </summary>
public sealed class MaintainGold(IDbContextFactory<ActiveLabelDb> databases, Writing writing)
{
    private const int PageSize = 50;
    private const int JudgementsMin = 3;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    public async Task<MaintainGoldResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        if (project.Gold is not { } settings)
            return new(0, 0, 0);
        var (reviewed, retired) = (0, 0);
        for (var after = new GoldItemId(0); ;)
        {
            var (last, seen, out_) = await writing.ExecuteBulkAsync(
                new(project.OrganizationId, project.Id),
                (db, token) => ReviewPageAsync(db, project, after, token),
                cancellationToken);
            (reviewed, retired) = (reviewed + seen, retired + out_);
            if (seen < PageSize)
                break;
            after = last;
        }
        await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => AskForTraining.ApplyAsync(db, project, settings, token),
            cancellationToken);
        return new(reviewed, retired, await PromoteAsync(project, settings, cancellationToken));
    }

    private static async Task<(GoldItemId Last, int Seen, int Retired)> ReviewPageAsync(
        ActiveLabelDb db, Project project, GoldItemId after, CancellationToken cancellationToken)
    {
        var page = await db.GoldItems
            .Where(gold => gold.ProjectId == project.Id && gold.RetiredAt == null && gold.Id > after)
            .OrderBy(gold => gold.Id).Take(PageSize).ToListAsync(cancellationToken);
        if (page.Count == 0)
            return (after, 0, 0);
        var question = project.Schema.Questions[0];
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var (totals, events) = (new CounterChange(), new List<NewEvent>());
        foreach (var gold in page)
        {
            var known = UpdateConsensus.LabelOf(question, gold.Answers);
            var judgements = await db.CountedJudgements().AsNoTracking()
                .Where(judgement => judgement.TaskId == gold.TaskId)
                .OrderBy(judgement => judgement.Id).ToListAsync(cancellationToken);
            var crowd = await CrowdParameters.LoadAsync(
                db, project.Id, question, judgements.ConvertAll(judgement => judgement.WorkerId), cancellationToken);
            gold.Verdict = GoldReview.Judge(
                known, [.. judgements.Select((judgement, index) => AnswerOf(question, judgement, crowd, index))],
                crowd.LabelPrior);
            if (gold.Verdict is GoldVerdict.Useful or GoldVerdict.TooFewAnswers)
                continue;
            gold.RetiredAt = now;
            totals += (await ScoreGold.CloseAsync(db, gold, cancellationToken)).Totals;
            events.Add(Alert.GoldRetired(gold.Verdict).ToEvent());
        }
        await db.SaveChangesAsync(cancellationToken);
        await EventLog.AppendAsync(db, project.OrganizationId, project.Id, totals, events, now, cancellationToken);
        return (page[^1].Id, page.Count, events.Count);
    }

    // The confusion rests on all of a worker's answers; this one among them moves it by little.
    private static GoldAnswer AnswerOf(Question question, Judgement judgement, CrowdParameters crowd, int index)
    {
        var cells = question.Choices.Count * question.Choices.Count;
        return new(
            UpdateConsensus.LabelOf(question, judgement.Answers),
            crowd.Confusions.AsSpan(index * cells, cells).ToArray());
    }

    private async Task<int> PromoteAsync(Project project, GoldSettings settings, CancellationToken cancellationToken)
    {
        var promoted = 0;
        for (var wanted = await WantedAsync(project, settings, cancellationToken); wanted > 0;)
        {
            var some = await writing.ExecuteBulkAsync(
                new(project.OrganizationId, project.Id),
                (db, token) => PromotePageAsync(db, project, settings, Math.Min(wanted, PageSize), token),
                cancellationToken);
            if (some == 0)
                break;
            (promoted, wanted) = (promoted + some, wanted - some);
        }
        return promoted;
    }

    private async Task<int> WantedAsync(Project project, GoldSettings settings, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return settings.ActiveTarget - await db.GoldItems.CountAsync(
            gold => gold.ProjectId == project.Id && gold.RetiredAt == null, cancellationToken);
    }

    // What models are measured and calibrated on gets no more judgements than chance gave it.
    private static async Task<int> PromotePageAsync(
        ActiveLabelDb db, Project project, GoldSettings settings, int wanted, CancellationToken cancellationToken)
    {
        var question = project.Schema.Questions[0];
        var free = db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id && !item.IsGold
            && item.State == ItemState.Done && item.Arm != Arm.Control && item.Arm != Arm.Calibration);
        var adjudicated = await free.Where(item => db.Decisions.Any(
            decision => decision.ItemId == item.Id && decision.Kind == DecisionKind.Adjudication))
            .OrderBy(item => item.Id).Take(wanted).Select(item => item.Id).ToListAsync(cancellationToken);
        var source = adjudicated.Count > 0 ? GoldSource.Adjudication : GoldSource.Promotion;
        var chosen = adjudicated.Count > 0 || settings.PromotesAt is not { } sure
            ? adjudicated
            : await free.Where(item => db.Consensus.Any(row => row.ItemId == item.Id
                && row.QuestionKey == question.Key && !row.IsDecided && row.Confidence >= sure
                && row.JudgementCount >= JudgementsMin))
                .OrderBy(item => item.Id).Take(wanted).Select(item => item.Id).ToListAsync(cancellationToken);
        if (chosen.Count == 0)
            return 0;
        var rows = (await db.Consensus.AsNoTracking().Where(row => chosen.Contains(row.ItemId))
            .ToListAsync(cancellationToken)).ToLookup(row => row.ItemId);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        return await AddGold.ApplyAsync(
            db,
            project,
            [.. chosen.Select(item => (item, AnswersOf(project.Schema, rows[item])))],
            source,
            Mover.Server,
            now,
            cancellationToken);
    }

    private static IReadOnlyList<Answer> AnswersOf(LabelSchema schema, IEnumerable<ItemConsensus> rows)
        => [.. from row in rows
               let question = schema.Find(row.QuestionKey)
               where question is not null
               select new Answer(question.Key, new SingleChoiceValue(question.Choices[row.Label].Key))];
}
