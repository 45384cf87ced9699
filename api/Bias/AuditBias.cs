using ActiveLabel.Api.Events;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

/// <param name="Findings">How many deviations are beyond chance.</param>
/// <param name="InputsHash">Of what the audit rests on.</param>
public sealed record AuditBiasResult(int Findings, int Tests, int SuppressedGroups, string InputsHash) : IHashedInputs;

/// <summary>
/// Audits a project for bias: its labeled items against the population they stand for, its answers by protected
/// attributes, by who gave them and when, and by whether a pre-label was shown. All tests count together.
/// </summary>
public sealed class AuditBias(IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private const int ItemsMax = 50;
    private const int PageSize = 2_000;
    private const int QueuedMax = 20_000;

    public async Task<AuditBiasResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var settings = await db.BiasSettings.AsNoTracking().SingleOrDefaultAsync(
            known => known.ProjectId == project.Id, cancellationToken) ?? Usual(project);
        var answers = await BiasAnswers.ReadAsync(db, project, cancellationToken);
        var sample = await SampleAsync(db, project, settings, cancellationToken);
        var labels = project.Schema.Questions[0].Choices.Select(choice => choice.Key).ToList();
        var found = BiasAudit.Run(
            new(
                labels,
                sample,
                [.. settings.Protected.Select(name => ByAttribute(answers, name)), ByCrowd(answers)],
                [.. TraitsOf(answers).Select(name => ByTrait(answers, name))],
                BiasAnswers.PreLabels(answers)),
            new(GroupMin: settings.GroupMin));
        var findings = new List<ReportedBias>();
        foreach (var finding in found.Findings)
            findings.Add(new(finding, finding.Kind == BiasKind.Sample
                ? await QueuedAsync(db, project, finding, cancellationToken)
                : ItemsOf(answers, finding, labels)));
        var report = new StoredBiasReport
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Tests = found.Tests,
            SuppressedGroups = found.SuppressedGroups,
            Findings = findings,
            Answers = answers.Count,
            InputsHash = Idempotency.HashOf(new
            {
                settings.Population,
                settings.Protected,
                settings.GroupMin,
                sample,
                Answers = answers.Select(answer => (answer.Item.Value, answer.Worker.Value, answer.Answer).ToString()),
                Truths = answers.Select(answer => answer.Truth),
            }),
            At = time.GetUtcNow(),
        };
        await StoreAsync(project, report, cancellationToken);
        return new(findings.Count, found.Tests, found.SuppressedGroups, report.InputsHash);
    }

    internal static BiasSettings Usual(Project project) => new()
    {
        ProjectId = project.Id,
        OrganizationId = project.OrganizationId,
        Population = [],
        Protected = [],
        GroupMin = BiasSettings.GroupMinDefault,
    };

    private static AnswersByAttribute ByAttribute(List<BiasAnswer> answers, string name) => new(
        name,
        [.. answers.Where(answer => answer.Content is not null && answer.Attributes.ContainsKey(name))
            .Select(answer => AnswerOf(answer, answer.Attributes[name], answer.Item.Value))]);

    private static AnswersByAttribute ByCrowd(List<BiasAnswer> answers) => new(
        BiasAnswers.Crowd,
        [.. answers.Where(answer => answer.Content is not null)
            .Select(answer => AnswerOf(answer, answer.Traits[BiasAnswers.Crowd], answer.Worker.Value))]);

    // Answers of a crowd are alike because its workers are; all else varies within a worker.
    private static AnswersByAttribute ByTrait(List<BiasAnswer> answers, string name) => new(
        name,
        [.. answers.Where(answer => answer.Truth is not null).Select(answer => AnswerOf(
            answer, answer.Traits[name], name == BiasAnswers.Crowd ? answer.Worker.Value : answer.Item.Value))]);

    private static IEnumerable<string> TraitsOf(List<BiasAnswer> answers)
        => answers.Count == 0 ? [] : answers[0].Traits.Keys;

    private static AuditedAnswer AnswerOf(BiasAnswer answer, string group, long cluster) => new(
        group,
        answer.Answer,
        answer.Truth,
        answer.Content is { } content ? [.. content.Select(value => (double)value)] : null,
        cluster.GetHashCode());

    /// <summary>What the labeled items are made up of: each is looked at once, and only counts are kept.</summary>
    private static async Task<List<SampleAttribute>> SampleAsync(
        ActiveLabelDb db, Project project, BiasSettings settings, CancellationToken cancellationToken)
    {
        var counts = settings.Population.ToDictionary(
            attribute => attribute.Name,
            attribute => attribute.Shares.ToDictionary(share => share.Value, _ => 0L, StringComparer.Ordinal),
            StringComparer.Ordinal);
        for (var after = new ItemId(0); counts.Count > 0;)
        {
            var page = await db.Items.AsNoTracking()
                .Where(item => item.ProjectId == project.Id && item.State == ItemState.Done && item.Id > after)
                .OrderBy(item => item.Id).Take(PageSize).Select(item => new { item.Id, item.Attributes })
                .ToListAsync(cancellationToken);
            foreach (var (name, value) in page.SelectMany(item => ItemAttributes.Of(item.Attributes)))
                if (counts.TryGetValue(name, out var values) && values.TryGetValue(value, out var count))
                    values[value] = count + 1;
            if (page.Count < PageSize)
                break;
            after = page[^1].Id;
        }
        return [.. settings.Population.Select(attribute => new SampleAttribute(
            attribute.Name,
            [.. attribute.Shares.Select(share => new SampleShare(
                share.Value, counts[attribute.Name][share.Value], share.Share))]))];
    }

    private static async Task<IReadOnlyList<long>> QueuedAsync(
        ActiveLabelDb db, Project project, BiasFinding finding, CancellationToken cancellationToken)
    {
        var queued = await db.Items.AsNoTracking()
            .Where(item => item.ProjectId == project.Id && item.State == ItemState.Queued)
            .OrderBy(item => item.Id).Take(QueuedMax).Select(item => new { item.Id, item.Attributes })
            .ToListAsync(cancellationToken);
        return [.. queued.Where(item => ItemAttributes.Of(item.Attributes)
            .GetValueOrDefault(finding.Attribute) == finding.Group).Take(ItemsMax).Select(item => item.Id.Value)];
    }

    /// <summary>Items that show it best.</summary>
    private static IReadOnlyList<long> ItemsOf(
        List<BiasAnswer> answers, BiasFinding finding, List<string> labels)
    {
        var label = labels.IndexOf(finding.Outcome);
        var shown = finding.Kind switch
        {
            BiasKind.Anchoring => answers.Where(answer => answer.WasShown && answer.PreLabel >= 0
                && answer.Answer == answer.PreLabel && answer.Truth is { } truth && truth != answer.Answer),
            BiasKind.Measurement => answers.Where(answer => answer.Truth is { } truth && truth != answer.Answer
                && answer.Traits.GetValueOrDefault(finding.Attribute) == finding.Group),
            _ => answers.Where(answer => label >= 0 && (answer.Answer == label) == (finding.Effect > 0)
                    && GroupOf(answer, finding.Attribute) == finding.Group)
                .OrderBy(answer => finding.Effect > 0 ? answer.Content?[label] : -answer.Content?[label]),
        };
        return [.. shown.Select(answer => answer.Item.Value).Distinct().Take(ItemsMax)];
    }

    private static string? GroupOf(BiasAnswer answer, string attribute)
        => answer.Attributes.GetValueOrDefault(attribute) ?? answer.Traits.GetValueOrDefault(attribute);

    private Task<bool> StoreAsync(Project project, StoredBiasReport report, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                db.BiasReports.Add(report);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [MetricsChanged.Event(MetricCurve.Bias)], report.At,
                    token);
                return true;
            },
            cancellationToken);
}
