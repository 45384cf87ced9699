using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

/// <param name="Gold">Items that were measured against known answers.</param>
/// <param name="Decided">Items that were measured against decisions.</param>
/// <param name="Control">Items of the control arm that were measured against their later judgements.</param>
public sealed record MeasureCalibrationResult(int Gold, int Decided, int Control);

/// <summary>
/// Measures whether posteriors keep what they promise: what the judgements of an item say without what is known of it
/// otherwise, against that.
/// </summary>
public sealed class MeasureCalibration(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    /// <summary>The latest so many items of each source are measured.</summary>
    public const int ItemsMax = 20_000;

    private const int PageSize = 500;

    // Of a control item, so many judgements more say what is true than the posterior rests on.
    private const int ControlJudgementsMin = 3;

    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task<MeasureCalibrationResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var measured = new List<PosteriorCalibration>();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var source in Enum.GetValues<TruthSource>())
            if (await MeasureAsync(db, project, source, cancellationToken) is { } calibration)
                measured.Add(calibration);
        await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (write, token) =>
            {
                await write.PosteriorCalibration.Where(row => row.ProjectId == project.Id).ExecuteDeleteAsync(token);
                write.PosteriorCalibration.AddRange(measured);
                return await write.SaveChangesAsync(token);
            },
            cancellationToken);
        int CountOf(TruthSource source) => measured.Find(row => row.Source == source)?.ItemCount ?? 0;
        return new(CountOf(TruthSource.Gold), CountOf(TruthSource.Decisions), CountOf(TruthSource.ControlArm));
    }

    private async Task<PosteriorCalibration?> MeasureAsync(
        ActiveLabelDb db, Project project, TruthSource source, CancellationToken cancellationToken)
    {
        var (posteriors, truths) = (new List<double>(), new List<int>());
        for (var before = new ItemId(long.MaxValue); truths.Count < ItemsMax;)
        {
            var page = await ItemsOf(db, project, source).Where(item => item.Id < before)
                .OrderByDescending(item => item.Id).Take(PageSize).Select(item => item.Id)
                .ToListAsync(cancellationToken);
            await AddAsync(db, project, source, page, posteriors, truths, cancellationToken);
            if (page.Count < PageSize)
                break;
            before = page[^1];
        }
        return truths.Count == 0
            ? null
            : CalibrationOf(project, source, [.. posteriors], [.. truths], time.GetUtcNow());
    }

    private static IQueryable<Item> ItemsOf(ActiveLabelDb db, Project project, TruthSource source)
    {
        var items = db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id);
        return source switch
        {
            TruthSource.Gold => items.Where(item => item.IsGold),
            TruthSource.Decisions => items.Where(item => !item.IsGold
                && db.Consensus.Any(row => row.ItemId == item.Id && row.IsDecided)),
            _ => items.Where(item => item.Arm == Arm.Control && item.State == ItemState.Done && !item.IsGold),
        };
    }

    private static async Task AddAsync(
        ActiveLabelDb db,
        Project project,
        TruthSource source,
        List<ItemId> items,
        List<double> posteriors,
        List<int> truths,
        CancellationToken cancellationToken)
    {
        var question = project.Schema.Questions[0];
        var judgements = (await db.CountedJudgements().AsNoTracking()
            .Where(judgement => items.Contains(judgement.ItemId)).OrderBy(judgement => judgement.Id)
            .ToListAsync(cancellationToken)).ToLookup(judgement => judgement.ItemId);
        var labels = await db.Consensus.AsNoTracking()
            .Where(row => items.Contains(row.ItemId) && row.QuestionKey == question.Key)
            .ToDictionaryAsync(row => row.ItemId, row => row.Label, cancellationToken);
        foreach (var item in items)
        {
            var given = judgements[item].ToList();
            if (source == TruthSource.ControlArm)
                given = given.Count < ControlJudgementsMin ? [] : given[..1];
            if (given.Count == 0 || !labels.TryGetValue(item, out var truth))
                continue;
            posteriors.AddRange(await PosteriorAsync(db, project, question, given, cancellationToken));
            truths.Add(truth);
        }
    }

    private static async Task<double[]> PosteriorAsync(
        ActiveLabelDb db,
        Project project,
        Question question,
        List<Judgement> given,
        CancellationToken cancellationToken)
    {
        var crowd = await CrowdParameters.LoadAsync(
            db, project.Id, question, given.ConvertAll(judgement => judgement.WorkerId), cancellationToken);
        return crowd.Infer(given.ConvertAll(
            judgement => UpdateConsensus.LabelOf(question, judgement.Answers)).ToArray()).Posterior;
    }

    private static PosteriorCalibration CalibrationOf(
        Project project, TruthSource source, double[] posteriors, int[] truths, DateTimeOffset now)
    {
        var k = posteriors.Length / truths.Length;
        var tops = Enumerable.Range(0, truths.Length).Select(row =>
        {
            var own = posteriors.AsSpan(row * k, k);
            var top = 0;
            for (var label = 1; label < k; label++)
                top = own[label] > own[top] ? label : top;
            return (Confidence: own[top], IsRight: top == truths[row]);
        }).ToList();
        double[] confidences = [.. tops.Select(top => Math.Min(1, top.Confidence))];
        return new()
        {
            ProjectId = project.Id,
            Source = source,
            OrganizationId = project.OrganizationId,
            ItemCount = truths.Length,
            Accuracy = tops.Average(top => top.IsRight ? 1.0 : 0),
            LogLoss = LogLoss.Compute(posteriors, truths, k) ?? 0,
            CalibrationError = ExpectedCalibrationError.Compute(
                confidences, tops.ConvertAll(top => top.IsRight).ToArray()) ?? 0,
            CalibrationErrorFloor = ExpectedCalibrationError.Floor(confidences) ?? 0,
            MeasuredAt = now,
        };
    }
}
