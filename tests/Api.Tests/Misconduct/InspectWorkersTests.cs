using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Misconduct;

public sealed class InspectWorkersTests
{
    private const int Items = 40;
    private const string Idler = "Ivo";

    private static readonly string[] Honest = ["Ada", "Ben", "Cem", "Dan"];

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    private static Workflow Labeled { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done")], 5, 5),
        new("done", StepKind.Done, []),
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task The_one_who_always_says_the_same_is_found_told_of_once_and_held_short(Provider provider)
    {
        await using var project = await JudgedAsync(provider);
        await SetPolicyAsync(project, throttleAt: 0.9, quarantineAt: null);

        var result = await InspectAsync(project);
        await InspectAsync(project);

        Assert.Equal((Items * 5, 5, 1, 0), (
            result.Judgements, result.Workers, result.Suspected, result.Quarantined));
        await using var db = project.Database.CreateDbContext();
        var idler = await project.Workflow.WorkerAsync(Idler);
        var found = await db.WorkerMisconduct.OrderBy(row => row.Place).ToListAsync();
        Assert.Equal(idler, found[0].WorkerId);
        Assert.True(found[0].Probability > 0.95, $"{found[0].Probability}");
        Assert.All(found.Skip(1), row => Assert.True(row.Probability < 0.1, $"{row.Probability}"));
        Assert.Contains($"{Items} answers", found[0].Evidence[0].Explanation, StringComparison.Ordinal);
        Assert.Equal([idler], await db.Memberships.Where(member => member.LeasesMax == 1)
            .Select(member => member.WorkerId).ToListAsync());
        var alert = Alert.Of(await db.Events.SingleAsync(happened => happened.Kind == EventKind.AlertRaised))!;
        Assert.Equal("MISCONDUCT_SUSPECTED", alert.Code);
        Assert.Contains(Idler, alert.Message, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_policy_that_says_so_puts_him_into_quarantine(Provider provider)
    {
        await using var project = await JudgedAsync(provider);
        await SetPolicyAsync(project, throttleAt: null, quarantineAt: 0.9);

        var result = await InspectAsync(project);
        await project.Apply.ExecuteAsync(project.Workflow.Project, progress: null, CancellationToken.None);
        await InspectAsync(project);

        Assert.Equal(1, result.Quarantined);
        await using var db = project.Database.CreateDbContext();
        var quarantine = await db.Quarantines.SingleAsync();
        Assert.Equal(
            (await project.Workflow.WorkerAsync(Idler), QuarantineCause.Policy, InspectWorkers.Actor),
            (quarantine.WorkerId, quarantine.Cause, quarantine.ImposedBy));
        Assert.Equal(Items, await db.SetAsideJudgements.CountAsync());
        Assert.True(await db.Items.AllAsync(item => item.StepKey == "label"));
        // What was found of him stays on record.
        Assert.Equal(5, await db.WorkerMisconduct.CountAsync());
    }

    private static async Task<QuarantineProject> JudgedAsync(Provider provider)
    {
        var project = await QuarantineProject.CreateAsync(provider, Labeled, Items);
        foreach (var (name, index) in Honest.Select((name, index) => (name, index)))
            await project.JudgeAsync(name, item => (item % 2 == 0) == ((item + index) % 11 != 0) ? "cat" : "dog");
        await project.JudgeAsync(Idler, _ => "cat");
        return project;
    }

    private static Task<InspectWorkersResult> InspectAsync(QuarantineProject project)
        => new InspectWorkers(
            project.Database, project.Database.Writing, new DawidSkene(new()), project.Change, TimeProvider.System)
            .ExecuteAsync(project.Workflow.Project, CancellationToken.None);

    private static async Task SetPolicyAsync(QuarantineProject project, double? throttleAt, double? quarantineAt)
        => Assert.Null(await new SetMisconductPolicy(project.Database.Writing).ExecuteAsync(
            new()
            {
                ProjectId = project.Workflow.Project.Id,
                OrganizationId = project.Workflow.Project.OrganizationId,
                ThrottleAt = throttleAt,
                QuarantineAt = quarantineAt,
            },
            CancellationToken.None));
}
