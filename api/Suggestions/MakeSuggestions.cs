using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Suggestions;

/// <param name="Items">Items that were led through drafts.</param>
/// <param name="Suggestions">That stand now.</param>
/// <param name="InputsHash">Of all that they rest on.</param>
public sealed record SuggestionsResult(int Items, int Suggestions, string InputsHash) : IHashedInputs;

/// <summary>
/// Looks in what is on record for steps of the workflow that change little for what they cost. What was suggested
/// stays on record; while the facts stay as they are, so does what stands.
/// </summary>
public sealed class MakeSuggestions(IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const int ItemsMax = 500;

    public async Task<SuggestionsResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var version = await SendItem.VersionInForceAsync(db, project.Id, cancellationToken);
        var items = await db.Items.AsNoTracking()
            .Where(item => item.ProjectId == project.Id && item.State == ItemState.Done)
            .OrderByDescending(item => item.Id).Take(ItemsMax).ToListAsync(cancellationToken);
        var totals = await db.MetricBuckets.AsNoTracking()
            .Where(bucket => bucket.ProjectId == project.Id && bucket.Resolution == MetricResolution.Total
                && (bucket.Dimension == MetricDimension.Project || bucket.Dimension == MetricDimension.Step))
            .OrderBy(bucket => bucket.Id).ToListAsync(cancellationToken);
        var records = await ItemRecords.ReadAsync(db, project, version.Definition, items, cancellationToken);
        var ways = items.ConvertAll(item => new RecordedWay(
            MovingItem.ContextOf(project, item, version), records.SignalsOf(item)));
        var now = time.GetUtcNow();
        var trust = await TrustAsync(db, project, cancellationToken);
        var hash = HashOf(project, version, items, ways, totals, trust);
        List<Suggestion> found =
        [
            .. SuggestWorkflow.Run(version.Definition, project.Schema, project.Settings, ways, totals, now, new()),
        ];
        if (trust is not null && SuggestTrust.Run(
            version.Definition, project.Schema, project.Settings, trust, ways, totals, now, new()) is { } trusting)
            found.Add(trusting);
        found.Sort((one, other) => one.Effect.CostChange.CompareTo(other.Effect.CostChange));
        await StoreAsync(
            project,
            [.. found.Select(suggestion => StoredOf(project, version, suggestion, hash, now))],
            now,
            cancellationToken);
        return new(items.Count, found.Count, hash);
    }

    private static async Task<TrustFacts?> TrustAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var serving = await db.ModelVersions.AsNoTracking().SingleOrDefaultAsync(
            model => model.ProjectId == project.Id && model.Stage == ModelStage.Serving, cancellationToken);
        if (serving?.Trust is not { } trust)
            return null;
        var counters = await db.Counters.AsNoTracking()
            .SingleAsync(known => known.ProjectId == project.Id, cancellationToken);
        return new(trust, counters.Items - counters.DoneItems);
    }

    private static string HashOf(
        Project project,
        WorkflowVersion version,
        List<Item> items,
        List<RecordedWay> ways,
        List<MetricBucket> totals,
        TrustFacts? trust)
        => Idempotency.HashOf(new
        {
            version.Version,
            project.Settings,
            trust,
            Ways = items.Zip(ways, (item, way) => new
            {
                item.Id.Value,
                way.Signals.Count,
                Last = way.Signals[^1].At,
                Beliefs = way.Signals[^1].Beliefs.Values.Select(belief => belief.Label),
            }),
            Totals = totals.Select(bucket => new
            {
                bucket.Key,
                bucket.Cost,
                bucket.Judgements,
                bucket.Decisions,
                bucket.Corrections,
            }),
        });

    private static StoredSuggestion StoredOf(
        Project project, WorkflowVersion version, Suggestion suggestion, string hash, DateTimeOffset now) => new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Kind = suggestion.Kind,
            Step = suggestion.Step,
            Message = suggestion.Message,
            Effect = suggestion.Effect,
            Evidence = suggestion.Evidence,
            Draft = suggestion.Draft,
            WorkflowVersion = version.Version,
            InputsHash = hash,
            At = now,
        };

    private Task<bool> StoreAsync(
        Project project,
        IReadOnlyList<StoredSuggestion> made,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var standing = await db.Suggestions.AsTracking()
                    .Where(known => known.ProjectId == project.Id && known.SupersededAt == null)
                    .OrderBy(known => known.Id).ToListAsync(token);
                if (standing.Count == made.Count && standing.Zip(made).All(pair
                    => pair.First.InputsHash == pair.Second.InputsHash))
                    return false;
                foreach (var earlier in standing)
                    earlier.SupersededAt = now;
                db.Suggestions.AddRange(made);
                await db.SaveChangesAsync(token);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [MetricsChanged.Event(MetricCurve.Suggestions)], now,
                    token);
                return true;
            },
            cancellationToken);
}
