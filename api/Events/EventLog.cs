using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;

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
    double HandlingSeconds = 0,
    double Spent = 0)
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
            one.HandlingSeconds + other.HandlingSeconds,
            one.Spent + other.Spent);
    }
}

/// <summary>
/// Appends to a project's events and totals: the last step of every transaction that changes a project.
/// </summary>
public static class EventLog
{
    /// <param name="events">One at least: a transaction that changes the totals is seen by somebody.</param>
    public static Task AppendAsync(
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
        // Nothing happened and nothing is counted anew: there is no place in the order to draw.
        return events.Count == 0 && change == new CounterChange()
            ? db.SaveChangesAsync(cancellationToken)
            : DrawAsync(db, organization, project, change, events, now, cancellationToken);
    }

    /// <summary>The same for those who need their place in the order.</summary>
    /// <returns>Sequence of the last event.</returns>
    public static async Task<long> DrawAsync(
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
        ArgumentOutOfRangeException.ThrowIfZero(events.Count);
        // What is only noted so far must be in storage before the order is drawn, and with the lock short.
        if (db.ChangeTracker.HasChanges())
            await db.SaveChangesAsync(cancellationToken);
        var dialect = SqlDialect.Of(db.Database);
        var sequences = await Sql.QueryAsync(
            db,
            dialect.AppendEvents,
            ParametersOf(organization, project, change, events, now),
            reader => reader.IsDBNull(0) ? 0 : reader.GetInt64(0),
            cancellationToken);
        var last = sequences[^1];
        if (db.Notes.TakeBegun() is { Count: > 0 } begun)
            await JoinBegunLaneAsync(db, dialect, begun, last, events.Count, cancellationToken);
        db.Notes.HasEvents(project);
        return last;
    }

    // Each task has a place of its own, as long as there is an event for each.
    private static Task<int> JoinBegunLaneAsync(
        ActiveLabelDb db,
        SqlDialect dialect,
        IReadOnlyList<TaskId> begun,
        long last,
        int eventCount,
        CancellationToken cancellationToken)
    {
        var rows = begun.Select(
            (task, index) => new { task = task.Value, sequence = last - eventCount + 1 + (index % eventCount) });
        return Sql.ExecuteAsync(db, dialect.Queue.JoinBegunLane, [("@rows", SqlDialect.Json(rows))], cancellationToken);
    }

    private static List<(string Name, object? Value)> ParametersOf(
        OrganizationId organization,
        ProjectId project,
        CounterChange change,
        IReadOnlyList<NewEvent> events,
        DateTimeOffset now) =>
        [
            ("@project", project.Value),
            ("@organization", organization.Value),
            ("@count", (long)events.Count),
            ("@items", (long)change.Items),
            ("@doneItems", (long)change.DoneItems),
            ("@judgements", (long)change.Judgements),
            ("@skips", (long)change.Skips),
            ("@slotsWanted", (long)change.SlotsWanted),
            ("@slotsLeased", (long)change.SlotsLeased),
            ("@judgedItems", (long)change.JudgedItems),
            ("@confidenceSum", change.ConfidenceSum),
            ("@handlingSeconds", change.HandlingSeconds),
            ("@spent", change.Spent),
            ("@now", InstantConverter.ToMicroseconds(now)),
            ("@events", SqlDialect.Json(events.Select((happened, index) => new
            {
                n = index + 1,
                kind = (int)happened.Kind,
                item = happened.ItemId?.Value,
                worker = happened.WorkerId?.Value,
                details = happened.Details,
            }))),
        ];
}
