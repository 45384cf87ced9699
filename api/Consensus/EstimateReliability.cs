using ActiveLabel.Api.Events;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

public sealed record EstimateReliabilityResult(int Judgements, int Items, int Workers, int Iterations);

/// <summary>
/// Estimates from all judgements of a project how far each worker can be relied on, and with that the consensus of
/// every item anew. It takes the memory of the workers and of one block of judgements (<see cref="JudgementSpool"/>),
/// however many there are.
/// </summary>
public sealed class EstimateReliability(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, DawidSkene truthInference, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>However little comes in, so often is estimated anew.</summary>
    public static readonly TimeSpan FullInterval = TimeSpan.FromMinutes(30);

    /// <summary>By this share a project has grown when it is estimated anew before that.</summary>
    public const double GrowthMin = 0.01;

    private const int ItemsOfPage = 1_000;
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
        var questions = project.Schema.Questions.Select(question => new JudgementSpool(question)).ToList();
        try
        {
            await LoadAsync(project, questions, cancellationToken);
            var now = time.GetUtcNow();
            var fitted = questions.ConvertAll(
                judged => judged.Count == 0 ? null : truthInference.Fit(judged, cancellationToken));
            foreach (var (judged, crowd) in questions.Zip(fitted))
                await writing.ExecuteAsync(
                    (db, token) => StoreCrowdAsync(db, project, judged, crowd, now, token), cancellationToken);
            await afterCrowd(cancellationToken);
            foreach (var (judged, crowd) in questions.Zip(fitted))
                if (crowd is not null)
                    await StoreConsensusAsync(project, judged, crowd, now, cancellationToken);
            var leading = questions[0];
            return new(
                (int)leading.Count, (int)leading.ItemCount, leading.WorkerCount, fitted[0]?.Iterations ?? 0);
        }
        finally
        {
            questions.ForEach(judged => judged.Dispose());
        }
    }

    private async Task LoadAsync(
        Project project, List<JudgementSpool> questions, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        for (var last = new ItemId(0); ;)
        {
            // Keyset pages: one long read would hold back the clean-up of the database's old row versions.
            var after = last;
            var page = await db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id && item.Id > after)
                .OrderBy(item => item.Id).Take(ItemsOfPage).Select(item => item.Id).ToListAsync(cancellationToken);
            if (page.Count > 0)
                await LoadAsync(db, project, questions, page, cancellationToken);
            if (page.Count < ItemsOfPage)
                return;
            last = page[^1];
        }
    }

    private static async Task LoadAsync(
        ActiveLabelDb db,
        Project project,
        List<JudgementSpool> questions,
        List<ItemId> page,
        CancellationToken cancellationToken)
    {
        var judged = (await db.CountedJudgements().AsNoTracking()
            .Where(judgement => judgement.ProjectId == project.Id && page.Contains(judgement.ItemId))
            .Select(judgement => new { judgement.Id, judgement.ItemId, judgement.WorkerId, judgement.Answers })
            .ToListAsync(cancellationToken)).GroupBy(row => row.ItemId).OrderBy(same => same.Key.Value).ToList();
        if (judged.Count == 0)
            return;
        var known = await KnownTruths.ReadAsync(
            db, project, judged.ConvertAll(same => same.Key), withDecisions: true, cancellationToken);
        foreach (var item in judged)
            foreach (var spool in questions)
            {
                var said = new List<(WorkerId Worker, int Label)>();
                foreach (var row in item.OrderBy(row => row.Id.Value))
                    // Not everybody is asked every question.
                    if (UpdateConsensus.FindLabel(spool.Question, row.Answers) is { } label)
                        said.Add((row.WorkerId, label));
                if (said.Count > 0)
                    spool.Add(item.Key, said, known.Of(item.Key, spool.Question));
            }
    }

    private static async Task<int> StoreCrowdAsync(
        ActiveLabelDb db,
        Project project,
        JudgementSpool judged,
        FittedCrowd? crowd,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var questionKey = judged.Question.Key;
        var before = await db.Reliability
            .Where(row => row.ProjectId == project.Id && row.QuestionKey == questionKey)
            .Select(row => new { row.WorkerId, row.JudgementCount })
            .ToDictionaryAsync(row => row.WorkerId, row => row.JudgementCount, cancellationToken);
        await ForgetCrowdAsync(db, project, questionKey, cancellationToken);
        if (crowd is null)
            return 0;
        db.CrowdEstimates.Add(new()
        {
            ProjectId = project.Id,
            QuestionKey = questionKey,
            OrganizationId = project.OrganizationId,
            LabelPrior = crowd.LabelPrior,
            NewcomerConfusion = crowd.NewcomerConfusion(),
            EstimatedAt = now,
        });
        var estimates = judged.Workers.Select(
            (worker, number) => EstimateOf(
                project, worker, questionKey, crowd.ReliabilityOf(number, judged.CountOf(number)), now)).ToList();
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

    private async Task StoreConsensusAsync(
        Project project,
        JudgementSpool judged,
        FittedCrowd crowd,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var block in judged.Read())
        {
            var posterior = crowd.PosteriorOf(block.Set);
            for (var from = 0; from < block.ItemIds.Length; from += ChunkSize)
            {
                var range = (from, Math.Min(from + ChunkSize, block.ItemIds.Length));
                await writing.ExecuteAsync(
                    (db, token) => StoreConsensusAsync(
                        db, project, judged.Question, block, posterior, range, now, token),
                    cancellationToken);
            }
        }
    }

    // An item that was judged since the judgements were read keeps its newer consensus; so does one of which the truth
    // was known to the estimate: what the workers are measured by is no estimate of theirs.
    private static async Task<int> StoreConsensusAsync(
        ActiveLabelDb db,
        Project project,
        Question question,
        SpooledBlock block,
        double[] posterior,
        (int From, int To) range,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = block.ItemIds[range.From..range.To].Select(id => new ItemId(id)).ToList();
        var known = await db.Consensus
            .Where(consensus => ids.Contains(consensus.ItemId) && consensus.QuestionKey == question.Key)
            .ToDictionaryAsync(consensus => consensus.ItemId, cancellationToken);
        var (set, k, change) = (block.Set, question.Choices.Count, 0.0);
        for (var item = range.From; item < range.To; item++)
            if (known.TryGetValue(ids[item - range.From], out var consensus) && !consensus.IsDecided
                && set.GoldOf(item) < 0
                && consensus.JudgementCount == set.ItemOffsets[item + 1] - set.ItemOffsets[item])
            {
                var row = posterior.AsSpan(item * k, k);
                change -= consensus.Confidence;
                consensus.Take(row, consensus.JudgementCount, now);
                change += consensus.Confidence;
            }
        // The totals are about the question that leads.
        if (question != project.Schema.Questions[0])
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
