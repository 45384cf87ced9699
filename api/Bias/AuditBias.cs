using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Bias;
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
    private const int WorkersMax = 200;

    public async Task<AuditBiasResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var settings = await db.BiasSettings.AsNoTracking().SingleOrDefaultAsync(
            known => known.ProjectId == project.Id, cancellationToken) ?? Usual(project);
        var answers = await BiasAnswers.ReadAsync(db, project, cancellationToken);
        var sample = await BiasSample.ReadAsync(db, project, settings, cancellationToken);
        var questions = project.Schema.Questions.Zip(answers, (question, own) => EvidenceOf(question, own, settings))
            .ToList();
        var found = BiasAudit.Run(
            new(
                questions[0].Labels,
                sample.Attributes,
                questions[0].Prejudicial,
                questions[0].Measurement,
                BiasAnswers.PreLabels(answers[0]))
            {
                Question = questions[0].Question,
                Selection = sample.Selection,
                Further = questions[1..],
            },
            new(GroupMin: settings.GroupMin));
        var findings = new List<ReportedBias>();
        foreach (var finding in found.Findings)
            findings.Add(finding.Kind == BiasKind.Sample
                ? new(
                    finding, await BiasSample.QueuedAsync(db, project, finding, ItemsMax, cancellationToken))
                : ReportOf(answers[questions.FindIndex(one => one.Question == finding.Question)], finding, questions));
        var report = new StoredBiasReport
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Tests = found.Tests,
            SuppressedGroups = found.SuppressedGroups,
            Findings = findings,
            Answers = answers[0].Count,
            InputsHash = HashOf(settings, sample, answers),
            At = time.GetUtcNow(),
        };
        await StoreAsync(project, report, cancellationToken);
        return new(findings.Count, found.Tests, found.SuppressedGroups, report.InputsHash);
    }

    private static string HashOf(
        BiasSettings settings, BiasSample sample, IReadOnlyList<List<BiasAnswer>> answers) => Idempotency.HashOf(new
        {
            settings.Population,
            settings.Protected,
            settings.GroupMin,
            sample.Attributes,
            sample.Selection,
            Answers = answers.Select(all => all.Select(answer => new
            {
                Item = answer.Item.Value,
                Worker = answer.Worker.Value,
                answer.Answer,
                answer.Truth,
                answer.Content,
                answer.PreLabel,
                answer.Traits,
            })),
        });

    internal static BiasSettings Usual(Project project) => new()
    {
        ProjectId = project.Id,
        OrganizationId = project.OrganizationId,
        Population = [],
        Protected = [],
        GroupMin = BiasSettings.GroupMinDefault,
    };

    private static QuestionEvidence EvidenceOf(Question question, List<BiasAnswer> answers, BiasSettings settings)
        => new(
            question.Key,
            [.. question.Choices.Select(choice => choice.Key)],
            [.. settings.Protected.Select(name => ByAttribute(answers, name)), ByCrowd(answers)],
            [.. answers.SelectMany(answer => answer.Traits.Keys).Distinct().Order(StringComparer.Ordinal)
                .Select(name => ByTrait(answers, name))]);

    private static AnswersByAttribute ByAttribute(List<BiasAnswer> answers, string name) => new(
        name,
        [.. answers.Where(answer => answer.Content is not null && answer.Attributes.ContainsKey(name))
            .Select(answer => AnswerOf(answer, answer.Attributes[name], answer.Item.Value))])
    {
        IsOfItems = true,
    };

    private static AnswersByAttribute ByCrowd(List<BiasAnswer> answers) => new(
        BiasAnswers.Crowd,
        [.. answers.Where(answer => answer.Content is not null)
            .Select(answer => AnswerOf(answer, answer.Traits[BiasAnswers.Crowd], answer.Worker.Value))]);

    // Answers of a crowd are alike because its workers are; all else varies within a worker.
    private static AnswersByAttribute ByTrait(List<BiasAnswer> answers, string name) => new(
        name,
        [.. answers.Where(answer => answer.Truth is not null && answer.Traits.ContainsKey(name))
            .Select(answer => AnswerOf(
                answer, answer.Traits[name], name == BiasAnswers.Crowd ? answer.Worker.Value : answer.Item.Value))]);

    private static AuditedAnswer AnswerOf(BiasAnswer answer, string group, long cluster) => new(
        group,
        answer.Answer,
        answer.Truth,
        answer.Content is { } content ? [.. content.Select(value => (double)value)] : null,
        cluster.GetHashCode());

    /// <summary>Items that show it best, and whose answers they are.</summary>
    private static ReportedBias ReportOf(
        List<BiasAnswer> answers, BiasFinding finding, List<QuestionEvidence> questions)
    {
        var labels = questions.Single(one => one.Question == finding.Question).Labels;
        var label = labels.ToList().IndexOf(finding.Outcome);
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
        var all = shown.ToList();
        return new(finding, [.. all.Select(answer => answer.Item.Value).Distinct().Take(ItemsMax)])
        {
            Workers = [.. all.CountBy(answer => answer.Worker.Value).OrderByDescending(worker => worker.Value)
                .ThenBy(worker => worker.Key).Take(WorkersMax).Select(worker => worker.Key)],
        };
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
