using ActiveLabel.Api.Events;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

public sealed record EstimateReliabilityResult(int Judgements, int Items, int Workers, int Iterations);

/// <summary>
/// Estimates from all judgements of a project how far each worker can be relied on, and with that the consensus of
/// every item anew.
/// </summary>
public sealed class EstimateReliability(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, ITruthInference truthInference, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>However little comes in, so often is estimated anew.</summary>
    public static readonly TimeSpan FullInterval = TimeSpan.FromMinutes(30);

    /// <summary>By this share a project has grown when it is estimated anew before that.</summary>
    public const double GrowthMin = 0.01;

    private const int PageSize = 5_000;
    private const int ChunkSize = 500;

    public Task<EstimateReliabilityResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
        => ExecuteAsync(project, _ => Task.CompletedTask, cancellationToken);

    /// <param name="afterCrowd">
    /// What is to be done once the workers are known anew, and before the consensus of each item follows from them.
    /// </param>
    public async Task<EstimateReliabilityResult> ExecuteAsync(
        Project project, Func<CancellationToken, Task> afterCrowd, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(afterCrowd);
        var questions = await LoadAsync(project, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var judged in questions)
            await writing.ExecuteAsync(
                (db, token) => StoreCrowdAsync(db, project, judged, now, token), cancellationToken);
        await afterCrowd(cancellationToken);
        foreach (var judged in questions)
            for (var from = 0; from < judged.Items.Count; from += ChunkSize)
            {
                var range = (from, Math.Min(from + ChunkSize, judged.Items.Count));
                await writing.ExecuteAsync(
                    (db, token) => StoreConsensusAsync(db, project, judged, range, now, token), cancellationToken);
            }
        return questions[0] is { Set: { } set, Estimate: { } estimate }
            ? new(set.Count, set.ItemCount, set.WorkerCount, estimate.Iterations)
            : new(0, 0, 0, 0);
    }

    private async Task<List<JudgedQuestion>> LoadAsync(Project project, CancellationToken cancellationToken)
    {
        var questions = project.Schema.Questions.Select(question => new JudgedQuestion(question)).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        for (var last = 0L; ;)
        {
            // Keyset pages: one long read would hold back the clean-up of the database's old row versions.
            var after = new JudgementId(last);
            var page = await db.CountedJudgements().AsNoTracking()
                .Where(judgement => judgement.ProjectId == project.Id && judgement.Id > after)
                .OrderBy(judgement => judgement.Id).Take(PageSize)
                .Select(judgement => new { judgement.Id, judgement.ItemId, judgement.WorkerId, judgement.Answers })
                .ToListAsync(cancellationToken);
            foreach (var row in page)
                foreach (var judged in questions)
                    // Not everybody is asked every question.
                    if (UpdateConsensus.FindLabel(judged.Question, row.Answers) is { } label)
                        judged.Add(row.ItemId, row.WorkerId, label);
            if (page.Count < PageSize)
                break;
            last = page[^1].Id.Value;
        }
        foreach (var judged in questions)
            judged.Infer(
                truthInference,
                await KnownTruths.ReadAsync(
                    db, project, judged.Question, judged.ItemNumbers, withDecisions: true, cancellationToken),
                cancellationToken);
        return questions;
    }

    private static async Task<int> StoreCrowdAsync(
        ActiveLabelDb db,
        Project project,
        JudgedQuestion judged,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var questionKey = judged.Question.Key;
        var before = await db.Reliability
            .Where(row => row.ProjectId == project.Id && row.QuestionKey == questionKey)
            .Select(row => new { row.WorkerId, row.JudgementCount })
            .ToDictionaryAsync(row => row.WorkerId, row => row.JudgementCount, cancellationToken);
        await ForgetCrowdAsync(db, project, questionKey, cancellationToken);
        if (judged.Estimate is not { } estimate)
            return 0;
        db.CrowdEstimates.Add(new()
        {
            ProjectId = project.Id,
            QuestionKey = questionKey,
            OrganizationId = project.OrganizationId,
            LabelPrior = estimate.LabelPrior,
            NewcomerConfusion = estimate.NewcomerConfusion,
            EstimatedAt = now,
        });
        var estimates = judged.Workers.Select(
            (worker, index) => EstimateOf(project, worker, questionKey, estimate.ReliabilityOf(index), now)).ToList();
        db.Reliability.AddRange(estimates);
        var changed = estimates.Where(row => before.GetValueOrDefault(row.WorkerId) != row.JudgementCount)
            .Select(row => new NewEvent(EventKind.WorkerChanged, WorkerId: row.WorkerId)).ToList();
        await EventLog.AppendAsync(
            db, project.OrganizationId, project.Id, new(), changed, now, cancellationToken);
        return estimates.Count;
    }

    private static async Task<int> ForgetCrowdAsync(
        ActiveLabelDb db, Project project, string questionKey, CancellationToken cancellationToken)
        => await db.Reliability.Where(row => row.ProjectId == project.Id && row.QuestionKey == questionKey)
            .ExecuteDeleteAsync(cancellationToken)
            + await db.CrowdEstimates.Where(row => row.ProjectId == project.Id && row.QuestionKey == questionKey)
                .ExecuteDeleteAsync(cancellationToken);

    private static ReliabilityEstimate EstimateOf(
        Project project, WorkerId worker, string questionKey, WorkerReliability reliability, DateTimeOffset now)
        => new()
        {
            ProjectId = project.Id,
            WorkerId = worker,
            QuestionKey = questionKey,
            OrganizationId = project.OrganizationId,
            Confusion = reliability.Confusion,
            Accuracy = reliability.Accuracy,
            AccuracyLow = reliability.AccuracyLow,
            AccuracyHigh = reliability.AccuracyHigh,
            InformationNats = reliability.InformationNats,
            JudgementCount = reliability.JudgementCount,
            EstimatedAt = now,
        };

    // An item that was judged since the judgements were read keeps its newer consensus; so does one of which the truth
    // was known to the estimate: what the workers are measured by is no estimate of theirs.
    private static async Task<int> StoreConsensusAsync(
        ActiveLabelDb db,
        Project project,
        JudgedQuestion judged,
        (int From, int To) range,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (judged is not { Set: { } set, Estimate: { } estimate })
            return 0;
        var ids = judged.Items[range.From..range.To];
        var known = await db.Consensus
            .Where(consensus => ids.Contains(consensus.ItemId) && consensus.QuestionKey == judged.Question.Key)
            .ToDictionaryAsync(consensus => consensus.ItemId, cancellationToken);
        var change = 0.0;
        for (var index = range.From; index < range.To; index++)
            if (known.TryGetValue(judged.Items[index], out var consensus) && !consensus.IsDecided
                && set.GoldOf(index) < 0 && consensus.JudgementCount == judged.CountOf(index))
            {
                change -= consensus.Confidence;
                consensus.Take(estimate.Top(index), estimate.PosteriorOf(index), consensus.JudgementCount, now);
                change += consensus.Confidence;
            }
        // The totals are about the question that leads.
        if (judged.Question != project.Schema.Questions[0])
            change = 0;
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(ConfidenceSum: change),
            [MetricsChanged.Event(MetricCurve.Reliability, MetricCurve.Confidence)],
            now,
            cancellationToken);
        return ids.Count;
    }
}
