using ActiveLabel.Api.Events;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
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
        var question = project.Schema.Questions[0];
        var judged = await LoadAsync(project, question, cancellationToken);
        if (judged.Rows.Count == 0)
        {
            await writing.ExecuteAsync(
                (db, token) => ForgetCrowdAsync(db, project, question.Key, token), cancellationToken);
            await afterCrowd(cancellationToken);
            return new(0, 0, 0, 0);
        }

        var set = JudgementSet.Build(
            judged.Items.Count, judged.Workers.Count, question.Choices.Count, judged.Rows, judged.Known);
        var estimate = truthInference.Infer(set, cancellationToken);
        var now = time.GetUtcNow();
        await writing.ExecuteAsync(
            (db, token) => StoreCrowdAsync(db, project, question.Key, judged.Workers, estimate, now, token),
            cancellationToken);
        await afterCrowd(cancellationToken);
        for (var from = 0; from < judged.Items.Count; from += ChunkSize)
        {
            var range = (from, Math.Min(from + ChunkSize, judged.Items.Count));
            await writing.ExecuteAsync(
                (db, token) => StoreConsensusAsync(db, project, judged, set, estimate, range, now, token),
                cancellationToken);
        }
        return new(set.Count, set.ItemCount, set.WorkerCount, estimate.Iterations);
    }

    private async Task<Judged> LoadAsync(Project project, Question question, CancellationToken cancellationToken)
    {
        var judged = new Judged();
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
                judged.Add(row.ItemId, row.WorkerId, UpdateConsensus.LabelOf(question, row.Answers));
            if (page.Count < PageSize)
                break;
            last = page[^1].Id.Value;
        }
        judged.Known = await KnownTruths.ReadAsync(
            db, project, judged.ItemNumbers, withDecisions: true, cancellationToken);
        return judged;
    }

    private static async Task<int> StoreCrowdAsync(
        ActiveLabelDb db,
        Project project,
        string questionKey,
        List<WorkerId> workers,
        TruthEstimate estimate,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var before = await db.Reliability
            .Where(row => row.ProjectId == project.Id && row.QuestionKey == questionKey)
            .Select(row => new { row.WorkerId, row.JudgementCount })
            .ToDictionaryAsync(row => row.WorkerId, row => row.JudgementCount, cancellationToken);
        await ForgetCrowdAsync(db, project, questionKey, cancellationToken);
        db.CrowdEstimates.Add(new()
        {
            ProjectId = project.Id,
            QuestionKey = questionKey,
            OrganizationId = project.OrganizationId,
            LabelPrior = estimate.LabelPrior,
            NewcomerConfusion = estimate.NewcomerConfusion,
            EstimatedAt = now,
        });
        var estimates = workers.Select(
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
        Judged judged,
        JudgementSet set,
        TruthEstimate estimate,
        (int From, int To) range,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = judged.Items[range.From..range.To];
        var known = await db.Consensus
            .Where(consensus => ids.Contains(consensus.ItemId)).ToDictionaryAsync(c => c.ItemId, cancellationToken);
        var change = 0.0;
        for (var index = range.From; index < range.To; index++)
            if (known.TryGetValue(judged.Items[index], out var consensus) && !consensus.IsDecided
                && set.GoldOf(index) < 0
                && consensus.JudgementCount == set.ItemOffsets[index + 1] - set.ItemOffsets[index])
            {
                change -= consensus.Confidence;
                consensus.Take(estimate.Top(index), estimate.PosteriorOf(index), consensus.JudgementCount, now);
                change += consensus.Confidence;
            }
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

    /// <summary>Judgements with items and workers numbered in the order in which they turn up.</summary>
    private sealed class Judged
    {
        private readonly Dictionary<WorkerId, int> _workerNumbers = [];

        public Dictionary<ItemId, int> ItemNumbers { get; } = [];
        public List<ItemId> Items { get; } = [];

        /// <summary>The label of each item that is known or was decided, or -1; null where none is.</summary>
        public int[]? Known { get; set; }

        public List<WorkerId> Workers { get; } = [];
        public List<(int Item, int Worker, int Label)> Rows { get; } = [];

        public void Add(ItemId item, WorkerId worker, int label)
            => Rows.Add((NumberOf(item, ItemNumbers, Items), NumberOf(worker, _workerNumbers, Workers), label));

        private static int NumberOf<T>(T key, Dictionary<T, int> numbers, List<T> keys)
            where T : notnull
        {
            if (numbers.TryGetValue(key, out var number))
                return number;
            keys.Add(key);
            return numbers[key] = keys.Count - 1;
        }
    }
}
