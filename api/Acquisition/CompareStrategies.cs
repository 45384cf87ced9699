using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <summary>The best tasks by each strategy's own score, kept while all tasks go by.</summary>
public sealed class StrategyShortlists(Project project, int batch, int examined)
{
    private readonly (Strategy Strategy, IAcquisitionFunction Function, CandidateList List)[] _scored =
    [
        (Strategy.Margin, new Margin(), new(project, batch, examined)),
        (Strategy.Entropy, new PredictiveEntropy(), new(project, batch, batch)),
        (Strategy.LeastConfidence, new LeastConfidence(), new(project, batch, batch)),
        (Strategy.Bald, new Bald(), new(project, batch, batch)),
        (Strategy.VoteEntropy, new VoteEntropy(), new(project, batch, batch)),
    ];

    private readonly Shortlist<OpenTask> _random = new(batch);

    public int Batch => batch;

    /// <summary>A strategy that asks a committee keeps nothing where the model has none.</summary>
    public void Offer(OpenTask task, Prediction said)
    {
        if (task is not { Arm: Arm.Ranked, IsBegun: false })
            return;
        foreach (var (_, function, list) in _scored)
            if (function.Score(said) is { } score)
                list.Offer(score, task);
        _random.Offer(-RandomShares.RandomPosition(project.Seed, $"{task.ItemId.Value}"), task);
    }

    public IReadOnlyDictionary<Strategy, IReadOnlyList<OpenTask>> Take()
        => _scored.ToDictionary(one => one.Strategy, one => one.List.Take())
            .Append(new(Strategy.Random, _random.Take())).ToDictionary();
}

/// <summary>
/// Says what each strategy would have had labeled next, beside what the queue has: a strategy can be looked at before a
/// project changes to it.
/// </summary>
public sealed class CompareStrategies(Writing writing, OrderTasks orderTasks)
{
    private const int BatchMax = 50;

    public static async Task<StrategyShortlists> BeginAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var labels = await OrderTasks.CountLabelsAsync(db, project.Id, cancellationToken);
        return new(
            project,
            Math.Min(BatchMax, DefaultAcquisition.BatchSize(labels)),
            DefaultAcquisition.Examined(labels, project.Schema.Questions[0].Choices.Count));
    }

    /// <param name="shortlists">All open tasks have gone by.</param>
    /// <param name="order">Of the queue.</param>
    /// <param name="ranked">The tasks of the ranked queue that nobody has begun.</param>
    /// <param name="ended">Items that went by and that a machine step has ended since.</param>
    public async Task ExecuteAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion serving,
        StrategyShortlists shortlists,
        TaskOrder order,
        IReadOnlyList<OpenTask> ranked,
        IReadOnlySet<ItemId> ended,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shortlists);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(ended);
        var lists = new SortedDictionary<Strategy, IReadOnlyList<OpenTask>>(
            shortlists.Take().ToDictionary(
                list => list.Key,
                IReadOnlyList<OpenTask> (list) => [.. list.Value.Where(task => !ended.Contains(task.ItemId))]));
        var uncertain = lists[Strategy.Margin];
        foreach (var strategy in lists.Keys.Where(strategy => strategy != Strategy.Random).ToList())
            lists[strategy] = (await MeetQuotas.ExecuteAsync(
                db, project, new(lists[strategy], 0), cancellationToken)).Tasks;
        lists[Strategy.Default] = project.Settings.Strategy == Strategy.Default
            ? order.Tasks
            : (await orderTasks.ExecuteAsync(
                db, project, Strategy.Default, isScored: true, uncertain, ranked, cancellationToken))
                .Tasks;
        var picked = lists.ToDictionary(
            list => list.Key, list => list.Value.Take(shortlists.Batch).Select(task => task.ItemId).ToList());
        // What stands at random already was not laid in order again.
        var queue = order.Tasks.Count > 0 ? order.Tasks : [.. ranked.OrderBy(task => task.Position)];
        var next = queue.Take(shortlists.Batch).Select(task => task.ItemId).ToHashSet();
        var all = picked.Values.SelectMany(items => items).Distinct().ToList();
        var said = await db.Predictions.AsNoTracking().Where(row => all.Contains(row.ItemId))
            .ToDictionaryAsync(row => row.ItemId, row => row.Probabilities, cancellationToken);
        var picks = picked.Where(pair => pair.Value.Count > 0)
            .Select(pair => PickOf(pair.Key, pair.Value, next, said)).ToList();
        await writing.ExecuteAsync(
            (write, token) => KeepAsync(write, project, serving, picks, now, token), cancellationToken);
    }

    private static StrategyPick PickOf(
        Strategy strategy, List<ItemId> items, HashSet<ItemId> next, Dictionary<ItemId, float[]> said)
    {
        var rows = items.Where(said.ContainsKey).Select(item => said[item]).ToList();
        return new(
            strategy,
            items.ConvertAll(item => item.Value),
            items.Count(next.Contains) / (double)items.Count,
            rows.Count == 0 ? 0 : rows.Average(row => (double)row.Max()),
            rows.Select(row => Array.IndexOf(row, row.Max())).Distinct().Count());
    }

    private static async Task<int> KeepAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion serving,
        List<StrategyPick> picks,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var kept = await db.StrategyPicks.SingleOrDefaultAsync(
            row => row.ProjectId == project.Id, cancellationToken);
        if (kept is null)
            db.StrategyPicks.Add(new()
            {
                ProjectId = project.Id,
                OrganizationId = project.OrganizationId,
                ModelVersionId = serving.Id,
                At = now,
                Picks = picks,
            });
        else
            (kept.ModelVersionId, kept.At, kept.Picks) = (serving.Id, now, picks);
        return await db.SaveChangesAsync(cancellationToken);
    }
}
