using System.Globalization;
using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

/// <summary>What became of a request to act on a finding.</summary>
public abstract record BiasActionResult
{
    /// <summary>Done now, or before.</summary>
    public sealed record Applied(StoredBiasReport Report, int Place) : BiasActionResult;

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
    public Task<BiasActionResult> ExecuteAsync(Project project, string key, CancellationToken cancellationToken)
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
                    return new BiasActionResult.Applied(report, place);
                var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, token);
                if (await ActAsync(db, project, found, now, token) is { } problem)
                    return new BiasActionResult.Invalid(problem);
                report.Findings = [.. report.Findings.Select((one, index)
                    => index == place ? one with { AppliedAt = now } : one)];
                await db.SaveChangesAsync(token);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(),
                    [MetricsChanged.Event(MetricCurve.Bias, MetricCurve.Queue)], now, token);
                return new BiasActionResult.Applied(report, place);
            },
            cancellationToken);
    }

    /// <returns>Why it cannot be done here, or null.</returns>
    private static async Task<string?> ActAsync(
        ActiveLabelDb db, Project project, ReportedBias found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var current = await db.Projects.AsTracking().SingleAsync(known => known.Id == project.Id, cancellationToken);
        switch (found.Finding.Action)
        {
            case BiasAction.RebalanceQueue:
                return await AdvanceAsync(db, found, cancellationToken);
            case BiasAction.AddGold:
                var gold = current.Gold ?? new(new());
                var rates = gold.Rates;
                rates = rates with { RateMin = Math.Clamp(GoldRateMin, rates.RateMin, rates.RateMax) };
                current.Gold = gold with { Rates = rates };
                return null;
            case BiasAction.RetrainWorkers:
                return await AskForTrainingAsync(db, project, found.Finding, now, cancellationToken);
            case BiasAction.HidePreLabels:
                var settings = current.Settings;
                current.Settings = settings with { Shares = settings.Shares with { ModelBlind = 1 } };
                return null;
            default:
                return "How a question is split is for people to say: draft a workflow that parts these items.";
        }
    }

    // Only what the model ranks may come first: what chance has placed stays where it is.
    private static async Task<string?> AdvanceAsync(
        ActiveLabelDb db, ReportedBias found, CancellationToken cancellationToken)
    {
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

    private static async Task<string?> AskForTrainingAsync(
        ActiveLabelDb db,
        Project project,
        BiasFinding finding,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var members = db.Memberships.AsTracking().Where(member => member.ProjectId == project.Id
            && member.EndedAt == null && member.TrainingNeededAt == null);
        if (finding.Attribute == BiasAnswers.Worker
            && long.TryParse(finding.Group, CultureInfo.InvariantCulture, out var id))
            members = members.Where(member => member.WorkerId == new WorkerId(id));
        else if (finding.Attribute == BiasAnswers.Crowd)
            members = members.Where(member => db.Workers.Any(
                worker => worker.Id == member.WorkerId && worker.Crowd == finding.Group));
        foreach (var member in await members.OrderBy(member => member.WorkerId).Take(MembersMax)
            .ToListAsync(cancellationToken))
            member.TrainingNeededAt = now;
        return null;
    }
}
