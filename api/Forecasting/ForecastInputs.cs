using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Forecasting;

/// <summary>All that a forecast rests on: maintained sums and bounded samples, never all items.</summary>
/// <param name="Graph">The project's real workflow.</param>
/// <param name="Goals">Of the project's plan.</param>
/// <param name="CostSoFar">What was spent, at the plan's price of an hour.</param>
internal sealed record ForecastInputs(
    WorkGraph Graph, PlanGoals Goals, WorkPlan Plan, WorkRecords Records, double CostSoFar)
{
    /// <summary>The latest so many judgements say how long one takes.</summary>
    public const int JudgementsMax = 5_000;

    public const int DecisionsMax = 2_000;

    /// <summary>With fewer times on record nothing is foretold.</summary>
    public const int HandlingMin = 30;

    /// <summary>More items than this are simulated in batches that stay together: a forecast takes seconds.</summary>
    private const int UnitsMax = 2_000;

    private const int DoneItemsMax = 500;
    private const double SecondsOfAnHour = 3_600;

    /// <param name="items">To be done in all; null: as the plan has it.</param>
    public static async Task<ForecastInputs> ReadAsync(
        ActiveLabelDb db,
        Project project,
        WhatIf? other,
        int? items,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var version = await SendItem.VersionInForceAsync(db, project.Id, cancellationToken);
        var totals = await db.MetricBuckets.AsNoTracking()
            .Where(bucket => bucket.ProjectId == project.Id && bucket.Resolution == MetricResolution.Total)
            .ToListAsync(cancellationToken);
        var graph = new WorkGraph(project, version.Definition, totals);
        var goals = await db.ProjectPlans.AsNoTracking().Where(plan => plan.ProjectId == project.Id)
            .Select(plan => plan.Goals).SingleOrDefaultAsync(cancellationToken) ?? new(project.CreatedAt);
        var queues = await db.StepTotals.AsNoTracking().Where(queue => queue.ProjectId == project.Id)
            .ToDictionaryAsync(queue => queue.StepKey, StringComparer.Ordinal, cancellationToken);
        var handled = await HandledAsync(db, project, cancellationToken);
        var all = totals.Find(bucket => bucket.Dimension == MetricDimension.Project);
        var steps = graph.PlannedSteps(other);
        var plan = Load(
            new(now, steps, [], new Dictionary<string, int>()) { UnitsMax = UnitsMax },
            queues,
            (items ?? goals.Items) - (all?.Usable ?? 0),
            all is null ? 0 : all.Arrived / Math.Max(1, (now - project.CreatedAt).TotalHours));
        var crew = await WorkCrew.ReadAsync(db, project, graph.Steps, goals, handled, now, cancellationToken);
        var hired = (other?.Workers ?? []).Select((more, number) => WorkCrew.Of(more, graph.Steps, goals, number + 1));
        var chances = other?.Tolerance is { } tolerance
            ? await ChancesAsync(db, project, graph, steps, 1 - tolerance, cancellationToken)
            : new Dictionary<string, (long, long)>();
        return new(
            graph,
            goals,
            plan with { Workers = [.. crew, .. hired] },
            new(
                [.. handled.Select(task => new HandlingRecord(
                    task.Step, WorkCrew.KeyOf(task.Worker), task.Seconds))],
                graph.Outcomes(),
                graph.Redundancy(other, chances))
            {
                UnderWay = queues.ToDictionary(queue => queue.Key, queue => (int)queue.Value.SlotsLeased),
            },
            (all?.Cost ?? 0) + ((all?.ActiveSeconds ?? 0) / SecondsOfAnHour * goals.CostPerHour));
    }

    /// <summary>What keeps these inputs from saying anything; null where they say something.</summary>
    public ForecastGap? Gap => Plan.Items == 0 ? new(ForecastGapKind.Items, 0, 1)
        : Records.Handling.Count < HandlingMin
            ? new(ForecastGapKind.Judgements, Records.Handling.Count, HandlingMin)
            : Plan.Workers.Count == 0 ? new(ForecastGapKind.Workers, 0, 1) : null;

    /// <summary>Equal inputs have equal hashes, whenever they are read.</summary>
    public string Hash(ForecastQuestion question)
        => Idempotency.HashOf(new { Plan = Plan with { Start = default }, Records, Goals, question });

    /// <param name="left">Items still to be done, those in the steps included; null: those in the steps.</param>
    private static WorkPlan Load(
        WorkPlan plan, Dictionary<string, StepTotals> queues, long? left, double arrivedPerHour)
    {
        var waiting = plan.Steps.ToDictionary(
            step => step.Key, step => (int)(queues.GetValueOrDefault(step.Key)?.Items ?? 0));
        var surplus = waiting.Values.Sum(count => (long)count) - Math.Max(0, left ?? long.MaxValue);
        // What is wanted is done first where it is nearest to the end: the first step gives up the rest.
        foreach (var step in plan.Steps)
            if (surplus > 0)
            {
                var less = (int)Math.Min(surplus, waiting[step.Key]);
                waiting[step.Key] -= less;
                surplus -= less;
            }
        var arriving = left is null ? 0 : Math.Max(0, (int)Math.Min(int.MaxValue, left.Value - waiting.Values.Sum()));
        return plan with
        {
            Waiting = waiting,
            Given = plan.Steps.ToDictionary(step => step.Key, step => GivenAt(step, queues, waiting[step.Key])),
            Arriving = arriving,
            ArrivingPerHour = arriving == 0 ? 0 : Math.Max(1, arrivedPerHour),
        };
    }

    // What was never counted yet says nothing.
    private static int GivenAt(PlannedStep step, Dictionary<string, StepTotals> queues, int waiting)
        => queues.TryGetValue(step.Key, out var queue) && queue.SlotsWanted > 0 && queue.Items == waiting
            ? (int)Math.Max(0, (queue.Items * step.Judgements) - queue.SlotsWanted)
            : 0;

    private static async Task<List<HandledTask>> HandledAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var judged = await (
            from judgement in db.Judgements.AsNoTracking()
            where judgement.ProjectId == project.Id && judgement.HandlingSeconds > 0
            join task in db.Tasks on judgement.TaskId equals task.Id
            orderby judgement.Id descending
            select new { task.StepKey, judgement.WorkerId, judgement.HandlingSeconds, judgement.SubmittedAt })
            .Take(JudgementsMax).ToListAsync(cancellationToken);
        var decided = await (
            from decision in db.Decisions.AsNoTracking()
            where decision.ProjectId == project.Id && decision.WorkerId != null && decision.HandlingSeconds > 0
            join task in db.Tasks on decision.TaskId equals task.Id
            orderby decision.Id descending
            select new { task.StepKey, decision.WorkerId, decision.HandlingSeconds, decision.At })
            .Take(DecisionsMax).ToListAsync(cancellationToken);
        return
        [
            .. judged.Select(row => new HandledTask(
                row.StepKey, row.WorkerId, row.HandlingSeconds, row.SubmittedAt, IsDecision: false)),
            .. decided.Select(row => new HandledTask(
                row.StepKey, row.WorkerId ?? default, row.HandlingSeconds, row.At, IsDecision: true)),
        ];
    }

    /// <summary>
    /// How often one more judgement would be asked for at another threshold: by the beliefs that were recorded after
    /// each judgement of the items that were done last.
    /// </summary>
    private static async Task<Dictionary<string, (long Asked, long Decided)>> ChancesAsync(
        ActiveLabelDb db,
        Project project,
        WorkGraph graph,
        IReadOnlyList<PlannedStep> steps,
        double threshold,
        CancellationToken cancellationToken)
    {
        var items = await db.Items.AsNoTracking()
            .Where(item => item.ProjectId == project.Id && item.State == ItemState.Done && item.Arm != Arm.Control)
            .OrderByDescending(item => item.Id).Take(DoneItemsMax).Select(item => item.Id)
            .ToListAsync(cancellationToken);
        var signals = (await db.Signals.AsNoTracking().Where(recorded => items.Contains(recorded.ItemId))
            .OrderBy(recorded => recorded.Id).ToListAsync(cancellationToken)).ToLookup(recorded => recorded.ItemId);
        var (question, step) = (project.Schema.Questions[0].Key, steps[0]);
        var (asked, decided) = (0L, 0L);
        foreach (var item in signals)
            foreach (var (recorded, given) in item.Where(recorded => recorded.Signal.Kind == SignalKind.Judged)
                .Select((recorded, index) => (recorded, index + 1)).Take(step.JudgementsMax - 1))
                if (given >= step.Judgements
                    && recorded.Signal.Beliefs.TryGetValue(question, out var belief))
                {
                    decided++;
                    asked += belief.Confidence < threshold ? 1 : 0;
                }
        return decided == 0
            ? []
            : graph.Steps.Where(known => known.Kind == StepKind.Label)
                .ToDictionary(known => known.Key, _ => (asked, decided));
    }
}
