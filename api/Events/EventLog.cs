using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Events;

/// <summary>What happened, before it has a place in the order.</summary>
public sealed record NewEvent(EventKind Kind, ItemId? ItemId = null, WorkerId? WorkerId = null, string Details = "{}");

/// <summary>How a transaction changes the totals of its project.</summary>
public sealed record CounterChange(
    int Items = 0,
    int DoneItems = 0,
    int Judgements = 0,
    int Skips = 0,
    int SlotsWanted = 0,
    int SlotsLeased = 0,
    int JudgedItems = 0,
    double ConfidenceSum = 0,
    double HandlingSeconds = 0)
{
    public static CounterChange operator +(CounterChange one, CounterChange other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new(
            one.Items + other.Items,
            one.DoneItems + other.DoneItems,
            one.Judgements + other.Judgements,
            one.Skips + other.Skips,
            one.SlotsWanted + other.SlotsWanted,
            one.SlotsLeased + other.SlotsLeased,
            one.JudgedItems + other.JudgedItems,
            one.ConfidenceSum + other.ConfidenceSum,
            one.HandlingSeconds + other.HandlingSeconds);
    }
}

/// <summary>
/// Appends to a project's events and totals: the last step of every transaction that changes a project.
/// </summary>
public static class EventLog
{
    public static async Task AppendAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        ProjectId project,
        CounterChange change,
        IReadOnlyList<NewEvent> events,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(events);
        await MoveAsync(db, project, change, events.Count, cancellationToken);
        var last = await db.Counters.Where(counters => counters.ProjectId == project)
            .Select(counters => counters.EventSequence).SingleAsync(cancellationToken);
        db.Events.AddRange(events.Select((happened, index) => new ProjectEvent
        {
            ProjectId = project,
            Sequence = last - events.Count + 1 + index,
            OrganizationId = organization,
            Kind = happened.Kind,
            ItemId = happened.ItemId,
            WorkerId = happened.WorkerId,
            Details = happened.Details,
            At = now,
        }));
        await db.SaveChangesAsync(cancellationToken);
    }

    // The row stays locked until the commit: the order of sequences is the order of commits.
    private static Task<int> MoveAsync(
        ActiveLabelDb db, ProjectId project, CounterChange by, int eventCount, CancellationToken cancellationToken)
        => db.Counters.Where(counters => counters.ProjectId == project).ExecuteUpdateAsync(
            set => set
                .SetProperty(counters => counters.EventSequence, counters => counters.EventSequence + eventCount)
                .SetProperty(counters => counters.Items, counters => counters.Items + by.Items)
                .SetProperty(counters => counters.DoneItems, counters => counters.DoneItems + by.DoneItems)
                .SetProperty(counters => counters.Judgements, counters => counters.Judgements + by.Judgements)
                .SetProperty(counters => counters.Skips, counters => counters.Skips + by.Skips)
                .SetProperty(counters => counters.SlotsWanted, counters => counters.SlotsWanted + by.SlotsWanted)
                .SetProperty(counters => counters.SlotsLeased, counters => counters.SlotsLeased + by.SlotsLeased)
                .SetProperty(counters => counters.JudgedItems, counters => counters.JudgedItems + by.JudgedItems)
                .SetProperty(counters => counters.ConfidenceSum, counters => counters.ConfidenceSum + by.ConfidenceSum)
                .SetProperty(
                    counters => counters.HandlingSeconds, counters => counters.HandlingSeconds + by.HandlingSeconds),
            cancellationToken);
}
