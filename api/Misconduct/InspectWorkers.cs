using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <param name="Judgements">That were looked at.</param>
/// <param name="Suspected">Workers at or above the threshold of alerts.</param>
/// <param name="Quarantined">Workers whom the policy has put into quarantine now.</param>
public sealed record InspectWorkersResult(int Judgements, int Workers, int Suspected, int Quarantined);

/// <summary>
/// Looks for misconduct in what the workers of a project answered, keeps what it finds with the evidence, and does what
/// the project's policy says.
/// </summary>
public sealed class InspectWorkers(
    IDbContextFactory<ActiveLabelDb> databases,
    Writing writing,
    ITruthInference truthInference,
    ChangeQuarantine changeQuarantine,
    TimeProvider time)
{
    /// <summary>The latest so many judgements are looked at: memory has a bound, and misconduct is of today.</summary>
    public const int JudgementsMax = 1_000_000;

    /// <summary>Who imposes what the policy says, as the audit log names him.</summary>
    public const string Actor = "server";

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly MisconductDetection _detection = new(new());

    public async Task<InspectWorkersResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await changeQuarantine.CatchUpAsync(databases, project, cancellationToken);
        var answers = await GivenAnswers.LoadAsync(databases, project, JudgementsMax, cancellationToken);
        if (answers.Records.Count == 0)
            return new(0, 0, 0, 0);
        var set = JudgementSet.Build(
            answers.Items.Count,
            answers.Workers.Count,
            project.Schema.Questions[0].Choices.Count,
            answers.Records.Select(answer => (answer.Item, answer.Worker, answer.Label)),
            answers.Gold);
        var found = _detection.Inspect(
            set, truthInference.Infer(set, cancellationToken), answers.Records, cancellationToken);
        var policy = await PolicyAsync(project, cancellationToken);
        var findings = found.Select(finding => FindingOf(project, finding, answers.Workers)).ToList();
        await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => StoreAsync(db, project, policy, findings, token),
            cancellationToken);
        var quarantined = findings.FindAll(finding => Passes(finding, policy, policy.QuarantineAt));
        foreach (var finding in quarantined)
            await changeQuarantine.ImposeAsync(
                project, finding.WorkerId, QuarantineCause.Policy, ReasonOf(finding), Actor, cancellationToken);
        return new(
            set.Count,
            findings.Count,
            findings.Count(finding => Passes(finding, policy, policy.AlertAt)),
            quarantined.Count);
    }

    private async Task<MisconductPolicy> PolicyAsync(Project project, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await SetMisconductPolicy.FindAsync(db, project, cancellationToken);
    }

    private WorkerMisconduct FindingOf(Project project, MisconductFinding finding, List<WorkerId> workers)
        => new()
        {
            ProjectId = project.Id,
            WorkerId = workers[finding.Worker],
            OrganizationId = project.OrganizationId,
            Probability = finding.Probability,
            LogOdds = finding.LogOdds,
            Evidence = [.. finding.Evidence.Select(each => new KeptEvidence(
                each.Kind,
                each.Probability,
                each.LogBayesFactor,
                each.Explanation,
                each.Partner is { } partner ? workers[partner].Value : null))],
            AnswerCount = finding.AnswerCount,
            Place = 0,
            InspectedAt = time.GetUtcNow(),
        };

    // Of a worker whose judgements do not count nothing new is found: what was found stays.
    private async Task<int> StoreAsync(
        ActiveLabelDb db,
        Project project,
        MisconductPolicy policy,
        List<WorkerMisconduct> findings,
        CancellationToken cancellationToken)
    {
        var before = await db.WorkerMisconduct.AsNoTracking().Where(row => row.ProjectId == project.Id)
            .ToDictionaryAsync(row => row.WorkerId, cancellationToken);
        var all = findings.Concat(before.Values.ExceptBy(findings.Select(row => row.WorkerId), row => row.WorkerId))
            .OrderByDescending(row => row.LogOdds).ThenBy(row => row.WorkerId.Value).ToList();
        for (var index = 0; index < all.Count; index++)
            all[index].Place = index + 1;
        await db.WorkerMisconduct.Where(row => row.ProjectId == project.Id).ExecuteDeleteAsync(cancellationToken);
        db.WorkerMisconduct.AddRange(all);
        await db.SaveChangesAsync(cancellationToken);
        await ThrottleAsync(db, project, policy, findings, cancellationToken);
        var suspects = findings.FindAll(row => Passes(row, policy, policy.AlertAt)
            && !(before.GetValueOrDefault(row.WorkerId) is { } known && Passes(known, policy, policy.AlertAt)));
        var ids = suspects.ConvertAll(row => row.WorkerId);
        var names = await db.Workers.Where(worker => ids.Contains(worker.Id))
            .ToDictionaryAsync(worker => worker.Id, worker => worker.Name, cancellationToken);
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(),
            [
                .. suspects.Select(row => Alert.MisconductSuspected(
                    names[row.WorkerId], row.Probability, ReasonOf(row)).ToEvent()),
                .. suspects.Select(row => new NewEvent(EventKind.WorkerChanged, WorkerId: row.WorkerId)),
            ],
            time.GetUtcNow(),
            cancellationToken);
        return all.Count;
    }

    private static async Task ThrottleAsync(
        ActiveLabelDb db,
        Project project,
        MisconductPolicy policy,
        List<WorkerMisconduct> findings,
        CancellationToken cancellationToken)
    {
        var suspects = findings.FindAll(row => Passes(row, policy, policy.ThrottleAt))
            .ConvertAll(row => row.WorkerId);
        int? few = policy.ThrottledLeases;
        await db.Memberships.Where(member => member.ProjectId == project.Id && member.LeasesMax != null
            && !suspects.Contains(member.WorkerId))
            .ExecuteUpdateAsync(set => set.SetProperty(member => member.LeasesMax, (int?)null), cancellationToken);
        await db.Memberships.Where(member => member.ProjectId == project.Id && suspects.Contains(member.WorkerId))
            .ExecuteUpdateAsync(set => set.SetProperty(member => member.LeasesMax, few), cancellationToken);
        // Who is doubted gets more gold: the doubt stands beside what a claim reads anyway.
        await db.Memberships.Where(member => member.ProjectId == project.Id).ExecuteUpdateAsync(
            set => set.SetProperty(member => member.Doubt, member => db.WorkerMisconduct
                .Where(row => row.ProjectId == member.ProjectId && row.WorkerId == member.WorkerId)
                .Select(row => row.Probability).FirstOrDefault()),
            cancellationToken);
    }

    private static bool Passes(WorkerMisconduct finding, MisconductPolicy policy, double? threshold)
        => finding.AnswerCount >= policy.AnswersMin && finding.Probability >= threshold;

    private static string ReasonOf(WorkerMisconduct finding) => finding.Evidence[0].Explanation;
}
