using System.Globalization;
using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

/// <summary>What became of a request to act on a finding.</summary>
public abstract record BiasActionResult
{
    /// <summary>Done now, or before.</summary>
    public sealed record Applied(StoredBiasReport Report, int Place, WorkflowVersion? Draft = null) : BiasActionResult;

    public sealed record NotFound : BiasActionResult, IRefusal;

    public sealed record Invalid(string Problem) : BiasActionResult, IRefusal;
}

/// <summary>Does what an audit proposes; each finding is acted on once.</summary>
public sealed class ApplyBiasAction(Writing writing)
{
    private const double GoldRateMin = 0.05;
    private const int MembersMax = 10_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="key">Of the finding, as its report tells it.</param>
    /// <param name="wanted">One of those that the finding offers; null for the one it proposes.</param>
    public Task<BiasActionResult> ExecuteAsync(
        Project project, string key, BiasAction? wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(key);
        return writing.ExecuteAsync<BiasActionResult>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                var parts = key.Split('-');
                if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var id)
                    || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var place)
                    || await db.BiasReports.AsTracking().SingleOrDefaultAsync(
                        known => known.Id == id && known.ProjectId == project.Id, token) is not { } report
                    || place < 0 || place >= report.Findings.Count)
                    return new BiasActionResult.NotFound();
                var found = report.Findings[place];
                if (found.AppliedAt is not null)
                    return new BiasActionResult.Applied(report, place, await DraftOfAsync(db, project, found, token));
                var action = wanted ?? found.Finding.Action;
                if (!found.Finding.Actions.Contains(action))
                    return new BiasActionResult.Invalid(
                        $"The finding offers {string.Join(", ", found.Finding.Actions)}; {action} does not help.");
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                var (draft, problem) = action == BiasAction.SplitQuestion
                    ? await SplitAsync(db, project, found.Finding, now, token)
                    : (null, await ActAsync(db, project, found, action, now, token));
                if (problem is not null)
                    return new BiasActionResult.Invalid(problem);
                report.Findings = [.. report.Findings.Select((one, index) => index == place
                    ? one with { AppliedAt = now, Applied = action, Draft = draft?.Id.Value }
                    : one)];
                await db.SaveChangesAsync(token);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(),
                    [MetricsChanged.Event(MetricCurve.Bias, MetricCurve.Queue)], now, token);
                return new BiasActionResult.Applied(report, place, draft);
            },
            cancellationToken);
    }

    /// <returns>Why it cannot be done here, or null.</returns>
    private static async Task<string?> ActAsync(
        ActiveLabelDb db,
        Project project,
        ReportedBias found,
        BiasAction action,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var current = await db.Projects.AsTracking().SingleAsync(known => known.Id == project.Id, cancellationToken);
        switch (action)
        {
            case BiasAction.RebalanceQueue:
                if (await AdvanceAsync(db, found, cancellationToken) is { } problem)
                    return problem;
                await KeepShareAsync(db, current, found.Finding, cancellationToken);
                return null;
            case BiasAction.AddGold:
                var gold = current.Gold ?? new(new());
                var rates = gold.Rates;
                rates = rates with { RateMin = Math.Clamp(GoldRateMin, rates.RateMin, rates.RateMax) };
                current.Gold = gold with { Rates = rates };
                return null;
            case BiasAction.RetrainWorkers:
                return await AskForTrainingAsync(db, project, found, now, cancellationToken);
            default:
                var settings = current.Settings;
                current.Settings = settings with { Shares = settings.Shares with { ModelBlind = 1 } };
                return null;
        }
    }

    /// <summary>A draft is for people to look at, to change and to publish.</summary>
    private static async Task<(WorkflowVersion? Draft, string? Problem)> SplitAsync(
        ActiveLabelDb db,
        Project project,
        BiasFinding finding,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var inForce = await SendItem.VersionInForceAsync(db, project.Id, cancellationToken);
        return SplitQuestion.Draft(
            inForce.Definition, project.Settings, finding.Attribute, finding.Group) is { } parted
            ? (await DraftWorkflow.AddAsync(
                db, project, parted, $"Asks about items of {finding.Attribute} '{finding.Group}' apart.", now,
                cancellationToken), null)
            : (null, "The workflow parts these items already, or does not begin with labeling: draft one that does.");
    }

    private static Task<WorkflowVersion?> DraftOfAsync(
        ActiveLabelDb db, Project project, ReportedBias found, CancellationToken cancellationToken)
        => db.WorkflowVersions.AsNoTracking().SingleOrDefaultAsync(
            version => version.ProjectId == project.Id
                && version.Id == new WorkflowVersionId(found.Draft ?? 0),
            cancellationToken);

    // Only what the model ranks may come first: what chance has placed stays where it is.
    private static async Task<string?> AdvanceAsync(
        ActiveLabelDb db, ReportedBias found, CancellationToken cancellationToken)
    {
        if (found.Finding.Group.Length == 0)
            return $"What is missing has values of '{found.Finding.Attribute}' that too few labeled items have to be "
                + "told apart: import items with them, or lower groupMin by setBiasSettings and audit again.";
        if (found.Items.Count == 0)
            return $"No item that waits closes the gap in '{found.Finding.Attribute}': import some.";
        var items = found.Items.Select(id => new ItemId(id)).ToList();
        var tasks = await (
            from entry in db.Queue
            where items.Contains(entry.ItemId) && entry.State == QueueState.Open && entry.Filled == 0
            join item in db.Items on entry.ItemId equals item.Id
            where item.Arm == Arm.Ranked
            orderby entry.TaskId
            select entry.TaskId).ToListAsync(cancellationToken);
        if (tasks.Count == 0)
            return "None of the items waits for its first judgement any more; run the audit again.";
        var moves = tasks.Select(
            (task, rank) => new { id = task.Value, position = rank * 1e-9, score = (double?)null });
        await SqlDialect.Of(db.Database).PlaceTasksAsync(
            db, JsonSerializer.Serialize(moves, Json), TaskReason.Representative, cancellationToken);
        return null;
    }

    /// <summary>
    /// The next order would undo what came first: of a group of the declared population the queue keeps the share,
    /// where it stands in an order that can and there is room beside other quotas.
    /// </summary>
    private static async Task KeepShareAsync(
        ActiveLabelDb db, Project current, BiasFinding finding, CancellationToken cancellationToken)
    {
        if (finding.Outcome.Length > 0 || await db.BiasSettings.AsNoTracking().SingleOrDefaultAsync(
                known => known.ProjectId == current.Id, cancellationToken) is not { } audited)
            return;
        var share = audited.Population.Where(attribute => attribute.Name == finding.Attribute)
            .SelectMany(attribute => attribute.Shares).FirstOrDefault(one => one.Value == finding.Group)?.Share ?? 0;
        var others = current.Settings.SliceQuotas.Where(
            quota => (quota.Attribute, quota.Value) != (finding.Attribute, finding.Group));
        var settings = current.Settings with
        {
            SliceQuotas = [.. others, new(finding.Attribute, finding.Group, share)],
        };
        if (settings.Validate() is null)
            current.Settings = settings;
    }

    private static async Task<string?> AskForTrainingAsync(
        ActiveLabelDb db,
        Project project,
        ReportedBias found,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var finding = found.Finding;
        var members = db.Memberships.AsTracking().Where(member => member.ProjectId == project.Id
            && member.EndedAt == null);
        if (finding.Attribute == BiasAnswers.Worker
            && long.TryParse(finding.Group, CultureInfo.InvariantCulture, out var id))
            members = members.Where(member => member.WorkerId == new WorkerId(id));
        else if (finding.Attribute == BiasAnswers.Crowd)
            members = members.Where(member => db.Workers.Any(
                worker => worker.Id == member.WorkerId && worker.Crowd == finding.Group));
        else
        {
            // Those whose answers show it, and nobody else.
            var workers = found.Workers.Select(worker => new WorkerId(worker)).ToList();
            members = members.Where(member => workers.Contains(member.WorkerId));
        }
        var concerned = await members.OrderBy(member => member.WorkerId).Take(MembersMax)
            .ToListAsync(cancellationToken);
        if (concerned.Count == 0)
            return "None of those concerned is with the project any more.";
        foreach (var member in concerned)
            member.TrainingNeededAt ??= now;
        return null;
    }
}
