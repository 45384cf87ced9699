using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Metrics;

/// <summary>
/// What is counted of a page of events. Each item of the page is led along its own events from the first one on, which
/// its workflow bounds: so the same event means the same wherever a page begins.
/// </summary>
internal sealed class MetricFacts
{
    private const string UseCase = "useCase";

    private readonly long _from;
    private readonly long _to;
    private readonly Dictionary<JudgementId, (Judgement Judgement, string Step)> _judgements;
    private readonly ILookup<(ItemId, WorkerId?, DateTimeOffset), (Decision Decision, string Step)> _decisions;
    private readonly List<WorkflowVersion> _versions;
    private readonly List<(long Sequence, string UseCase, MetricFact Fact)> _facts = [];

    private MetricFacts(
        long from,
        long to,
        Dictionary<JudgementId, (Judgement Judgement, string Step)> judgements,
        ILookup<(ItemId, WorkerId?, DateTimeOffset), (Decision Decision, string Step)> decisions,
        List<WorkflowVersion> versions)
        => (_from, _to, _judgements, _decisions, _versions) = (from, to, judgements, decisions, versions);

    /// <param name="page">In their order; one at least.</param>
    /// <returns>In the order of the events, each with the use case of its item.</returns>
    public static async Task<IEnumerable<(string UseCase, MetricFact Fact)>> ReadAsync(
        ActiveLabelDb db, Project project, IReadOnlyList<ProjectEvent> page, CancellationToken cancellationToken)
    {
        var ids = page.Where(IsCounted).Select(happened => happened.ItemId).OfType<ItemId>().Distinct().ToList();
        if (ids.Count == 0)
            return [];
        // Items first: where one has moved on in the meantime, its events say whence.
        var items = await db.Items.AsNoTracking().Where(item => ids.Contains(item.Id)).ToListAsync(cancellationToken);
        var nullable = ids.ConvertAll(id => (ItemId?)id);
        var events = (await db.Events.AsNoTracking().Where(happened => nullable.Contains(happened.ItemId))
            .OrderBy(happened => happened.Sequence).ToListAsync(cancellationToken))
            .Where(IsCounted).ToLookup(happened => happened.ItemId);
        var facts = new MetricFacts(
            page[0].Sequence,
            page[^1].Sequence,
            await JudgementsAsync(db, page, cancellationToken),
            await DecisionsAsync(db, ids, cancellationToken),
            await db.WorkflowVersions.AsNoTracking()
                .Where(version => version.ProjectId == project.Id && version.PublishedAt != null)
                .OrderByDescending(version => version.PublishedAt).ToListAsync(cancellationToken));
        foreach (var item in items)
            facts.Follow(item, [.. events[item.Id]]);
        return facts._facts.OrderBy(fact => fact.Sequence).Select(fact => (fact.UseCase, fact.Fact));
    }

    private static bool IsCounted(ProjectEvent happened) => happened.Kind is EventKind.ItemImported
        or EventKind.JudgementSubmitted or EventKind.TaskSkipped or EventKind.ItemDone
        or (>= EventKind.ItemMoved and <= EventKind.ItemReopened);

    private static async Task<Dictionary<JudgementId, (Judgement, string)>> JudgementsAsync(
        ActiveLabelDb db, IReadOnlyList<ProjectEvent> page, CancellationToken cancellationToken)
    {
        var ids = page.Where(happened => happened.Kind == EventKind.JudgementSubmitted)
            .Select(happened => EventDetails.Find<JudgementId>(happened, "judgementId")).OfType<JudgementId>().ToList();
        if (ids.Count == 0)
            return [];
        var rows = await (
            from judgement in db.Judgements.AsNoTracking()
            where ids.Contains(judgement.Id)
            join task in db.Tasks on judgement.TaskId equals task.Id
            select new { Judgement = judgement, task.StepKey }).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Judgement.Id, row => (row.Judgement, row.StepKey));
    }

    private static async Task<ILookup<(ItemId, WorkerId?, DateTimeOffset), (Decision, string)>> DecisionsAsync(
        ActiveLabelDb db, List<ItemId> items, CancellationToken cancellationToken)
    {
        var rows = await (
            from decision in db.Decisions.AsNoTracking()
            where items.Contains(decision.ItemId) && decision.WorkerId != null
            join task in db.Tasks on decision.TaskId equals task.Id
            select new { Decision = decision, task.StepKey }).ToListAsync(cancellationToken);
        return rows.ToLookup(
            row => (row.Decision.ItemId, row.Decision.WorkerId, row.Decision.At), row => (row.Decision, row.StepKey));
    }

    private void Follow(Item item, IReadOnlyList<ProjectEvent> events)
    {
        var journey = new ItemJourney(item.CreatedAt, StartOf(item, events));
        var useCase = UseCaseOf(item);
        foreach (var happened in events.TakeWhile(happened => happened.Sequence <= _to))
        {
            var facts = FactsOf(journey, happened);
            if (happened.Sequence >= _from)
                _facts.AddRange(facts.Select(fact => (happened.Sequence, useCase, fact)));
        }
    }

    // The import does not say where it led: the first move says whence, and what never moved is where it began.
    private static string StartOf(Item item, IReadOnlyList<ProjectEvent> events)
    {
        foreach (var happened in events)
        {
            var step = happened.Kind switch
            {
                EventKind.ItemMoved or EventKind.ItemDone => TimelineDetails.Of(happened)?.Reason?.From,
                EventKind.ItemPaused or EventKind.ItemCancelled => TimelineDetails.Of(happened)?.Step,
                _ => null,
            };
            if (step is not null)
                return step;
        }
        return item.StepKey;
    }

    private IEnumerable<MetricFact> FactsOf(ItemJourney journey, ProjectEvent happened)
        => happened.Kind switch
        {
            EventKind.ItemImported => journey.Import(happened.At),
            EventKind.JudgementSubmitted => Judged(journey, happened),
            EventKind.TaskSkipped => Both(journey.Step, happened.At, new(Skips: 1)),
            // Where a decision leads, the moves of the same transaction say.
            EventKind.ItemDecided => Decided(journey, happened),
            _ => TimelineDetails.Of(happened) is { } details ? Moved(journey, happened, details) : [],
        };

    private static IReadOnlyList<MetricFact> Moved(
        ItemJourney journey, ProjectEvent happened, TimelineDetails details) => happened.Kind switch
        {
            EventKind.ItemReopened when details.Reason is null => journey.Reopen(happened.At),
            // An item that passes steps of the model on its way to the end is not done on the way.
            EventKind.ItemMoved when details.State == ItemState.Done
                => journey.Become(ItemState.Queued, details.Step, IsVisit(details), happened.At),
            _ => journey.Become(details.State, details.Step, IsVisit(details), happened.At),
        };

    // An item may come to the step that it is in; one that another version of the workflow keeps there does not.
    private static bool IsVisit(TimelineDetails details)
        => details.Reason is { Cause: not (RouteCause.Migrated or RouteCause.Recounted) } reason
            && reason.From == details.Step;

    private MetricFact[] Judged(ItemJourney journey, ProjectEvent happened)
    {
        // Of what happened before the page only the way counts.
        if (EventDetails.Find<JudgementId>(happened, "judgementId") is not { } id
            || !_judgements.TryGetValue(id, out var known))
            return [];
        var action = ActionOf(happened);
        return Both(known.Step, happened.At, new(
            Judgements: 1,
            Rework: journey.IsAgain(known.Step) ? 1 : 0,
            Decided: action is RouteAction.AskAnother or RouteAction.Move ? 1 : 0,
            AskedMore: action is RouteAction.AskAnother ? 1 : 0,
            ActiveSeconds: known.Judgement.HandlingSeconds,
            Cost: CostOf(known.Step, happened.At)));
    }

    private List<MetricFact> Decided(ItemJourney journey, ProjectEvent happened)
    {
        if (happened.ItemId is not { } item)
            return [];
        var facts = new List<MetricFact>();
        foreach (var (decision, step) in _decisions[(item, happened.WorkerId, happened.At)])
        {
            var isCorrection = decision.Verdict is Verdict.Corrected or Verdict.Rejected;
            if (isCorrection)
                journey.Correct();
            facts.AddRange(Both(step, happened.At, new(
                Decisions: 1,
                Corrections: isCorrection ? 1 : 0,
                Rework: journey.IsAgain(step) ? 1 : 0,
                ActiveSeconds: decision.HandlingSeconds,
                Cost: CostOf(step, happened.At))));
        }
        return facts;
    }

    private static MetricFact[] Both(string step, DateTimeOffset at, MetricChange change)
        => [MetricFact.OfProject(at, change), MetricFact.OfStep(step, at, change)];

    private static RouteAction? ActionOf(ProjectEvent happened)
    {
        using var details = JsonDocument.Parse(happened.Details);
        return details.RootElement.TryGetProperty("action", out var action)
            && Enum.TryParse<RouteAction>(action.GetString(), out var known) ? known : null;
    }

    private double CostOf(string step, DateTimeOffset at)
        => _versions.Where(version => version.PublishedAt <= at)
            .Select(version => version.Definition.Find(step)?.CostPerJudgement)
            .FirstOrDefault(cost => cost is not null) ?? 0;

    private static string UseCaseOf(Item item)
    {
        if (!item.Attributes.Contains(UseCase, StringComparison.Ordinal))
            return "";
        using var attributes = JsonDocument.Parse(item.Attributes);
        var text = attributes.RootElement.TryGetProperty(UseCase, out var value) ? value.ToString() : "";
        return text.Length <= MetricBucket.KeyLengthMax ? text : text[..MetricBucket.KeyLengthMax];
    }
}
