using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <summary>An item and its known answers.</summary>
public sealed record KnownAnswers(string ExternalId, IReadOnlyList<Answer> Answers)
{
    /// <summary>A known answer to the question that leads the schema.</summary>
    public static IReadOnlyList<Answer> OfLeading(LabelSchema schema, string choice)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return [new(schema.Questions[0].Key, new SingleChoiceValue(choice))];
    }
}

/// <summary>What became of a request to make items gold.</summary>
public abstract record AddGoldResult
{
    /// <param name="Count">Items that are gold now and were not before.</param>
    public sealed record Added(int Count) : AddGoldResult;

    public sealed record Invalid(string Problem) : AddGoldResult, IRefusal;

    public sealed record IdempotencyConflict : AddGoldResult, IRefusal;
}

/// <summary>
/// Makes items gold: what is known of them stands as decided, they are done, and a task that looks like any other
/// measures the workers by them, each worker once.
/// </summary>
public sealed class AddGold(Writing writing)
{
    /// <summary>So many at a time.</summary>
    public const int CountMax = 100;

    public async Task<AddGoldResult> ExecuteAsync(
        Project project,
        IReadOnlyList<KnownAnswers> known,
        string actor,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(known);
        if (Problem(project, known, idempotencyKey) is { } problem)
            return new AddGoldResult.Invalid(problem);
        var once = new Idempotency(project.OrganizationId, "addGold", idempotencyKey);
        var hash = Idempotency.HashOf(new { project.Id.Value, known });
        return await writing.ExecuteAsync<AddGoldResult>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                if (await once.FindAsync(db, token) is { } earlier)
                    return earlier.RequestHash == hash
                        ? new AddGoldResult.Added((int)earlier.ResultId)
                        : new AddGoldResult.IdempotencyConflict();
                var ids = known.Select(one => one.ExternalId).ToList();
                var items = await db.Items.AsNoTracking()
                    .Where(item => item.ProjectId == project.Id && ids.Contains(item.ExternalId))
                    .ToDictionaryAsync(item => item.ExternalId, item => item.Id, token);
                if (ids.Find(id => !items.ContainsKey(id)) is { } missing)
                    return new AddGoldResult.Invalid($"The project has no item '{missing}'.");
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                var count = await ApplyAsync(
                    db,
                    project,
                    [.. known.Select(one => (items[one.ExternalId], one.Answers)).OrderBy(one => one.Item1.Value)],
                    GoldSource.Upload,
                    new(Actor: actor),
                    now,
                    token);
                once.Remember(db, hash, count, now);
                await db.SaveChangesAsync(token);
                return new AddGoldResult.Added(count);
            },
            cancellationToken);
    }

    /// <summary>A part of a transaction; its events are its last step.</summary>
    /// <returns>Items that were not gold before.</returns>
    internal static async Task<int> ApplyAsync(
        ActiveLabelDb db,
        Project project,
        IReadOnlyList<(ItemId Item, IReadOnlyList<Answer> Answers)> known,
        GoldSource source,
        Mover mover,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (totals, events, count) = (new CounterChange(), new List<NewEvent>(), 0);
        foreach (var (item, answers) in known)
        {
            if (await db.GoldItems.AnyAsync(gold => gold.ItemId == item && gold.RetiredAt == null, cancellationToken)
                || await MovingItem.LockAsync(db, project, item, cancellationToken) is not { } moving)
                continue;
            var version = await SendItem.VersionInForceAsync(db, project.Id, cancellationToken);
            var step = version.Definition.Steps.First(step => step.Kind == StepKind.Label);
            var done = version.Definition.Steps.First(step => step.Kind == StepKind.Done);
            if (source == GoldSource.Upload)
                totals += await DecideAsync(db, project, item, answers, mover, now, cancellationToken);
            if (moving.Item.State != ItemState.Done)
            {
                var (change, happened) = await SendItem.ApplyAsync(
                    db, moving, version, done.Key, SignalKind.Sent, mover, now, cancellationToken);
                totals += change;
                events.AddRange(happened);
            }
            moving.Item.IsGold = true;
            var task = await GoldTask.OpenAsync(db, project, moving.Item, step, version, cancellationToken);
            db.GoldItems.Add(new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                ItemId = item,
                TaskId = task,
                Answers = answers,
                Source = source,
                CreatedAt = now,
            });
            totals += new CounterChange(SlotsWanted: 1);
            events.Add(new TimelineDetails(moving.Item.State, moving.Item.StepKey).ToEvent(
                EventKind.ItemDecided, item, mover));
            count++;
        }
        if (count > 0)
        {
            await EventLog.AppendAsync(
                db, project.OrganizationId, project.Id, totals, events, now, cancellationToken);
            await StartAsync(db, project, cancellationToken);
        }
        return count;
    }

    // Where nothing was said, gold is given out at the usual rates.
    private static async Task StartAsync(ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var current = await db.Projects.SingleAsync(known => known.Id == project.Id, cancellationToken);
        current.Gold ??= new(new());
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<CounterChange> DecideAsync(
        ActiveLabelDb db,
        Project project,
        ItemId item,
        IReadOnlyList<Answer> answers,
        Mover mover,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        db.Decisions.Add(new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            ItemId = item,
            Kind = DecisionKind.Gold,
            Actor = mover.Actor,
            Answers = answers,
            At = now,
        });
        var (_, totals) = await DecideConsensus.ApplyAsync(db, project, item, answers, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return totals;
    }

    private static string? Problem(Project project, IReadOnlyList<KnownAnswers> known, string idempotencyKey)
    {
        if (Idempotency.Validate(idempotencyKey) is { } bad)
            return bad;
        if (known.Count is 0 or > CountMax || known.DistinctBy(one => one.ExternalId).Count() != known.Count)
            return $"Name 1 to {CountMax} items, each once.";
        foreach (var one in known)
            if (project.Schema.Problem(one.Answers) is { } problem)
                return $"Item '{one.ExternalId}': {problem}";
        return null;
    }
}
