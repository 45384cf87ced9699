using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Tests.Misconduct;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workflows;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Gold;

public sealed class GoldTests
{
    private const int Items = 60;
    private const int GoldCount = 10;

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    private static Workflow Labeled { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done")], 3, 3),
        new("done", StepKind.Done, []),
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Gold_comes_among_the_work_each_once_and_tells_the_careful_from_the_careless(Provider provider)
    {
        await using var project = await WithGoldAsync(provider, new(new(RateMin: 0.5, RateMax: 0.5)));

        await project.JudgeAsync("Ada", _ => "cat");
        await project.JudgeAsync("Cay", _ => "dog");
        await project.EstimateAsync();

        await using var db = project.Database.CreateDbContext();
        var results = await db.GoldResults.ToListAsync();
        var byWorker = results.GroupBy(result => result.WorkerId).ToList();
        Assert.Equal(2, byWorker.Count);
        Assert.All(byWorker, own => Assert.InRange(own.Count(), 1, GoldCount));
        Assert.All(byWorker, own => Assert.Equal(own.Count(), own.DistinctBy(result => result.GoldItemId).Count()));
        var ada = await db.Memberships.SingleAsync(
            member => member.WorkerId == byWorker[0].Key);
        Assert.Equal((byWorker[0].Count(), 0), (ada.GoldRight, ada.GoldWrong));
        // By ordinary work alone nobody could say which of the two is right.
        var reliability = await db.Reliability.ToDictionaryAsync(row => row.WorkerId, row => row.Accuracy);
        Assert.True(
            reliability[byWorker[0].Key] > reliability[byWorker[1].Key] + 0.3,
            string.Join(' ', reliability.Values));
        Assert.Equal(Items - GoldCount, await db.Items.CountAsync(item => item.State == ItemState.Queued));
        await project.Workflow.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_a_worker_is_given_does_not_tell_gold_from_work(Provider provider)
    {
        await using var project = await WithGoldAsync(provider, new(new(RateMin: 0.5, RateMax: 0.5)));
        foreach (var name in new[] { "Ada", "Ben", "Cem" })
            await project.JudgeAsync(name, _ => "cat");
        var dan = await project.Workflow.WorkerAsync("Dan");

        var leases = new List<Lease>();
        while (await project.Database.ClaimAsync(project.Workflow.Project, dan, 10) is { Count: > 0 } some)
            leases.AddRange(some);

        await using var db = project.Database.CreateDbContext();
        var gold = (await db.GoldItems.Select(row => row.TaskId).ToListAsync()).ToHashSet();
        var tasks = await db.Tasks.Where(task => leases.Select(lease => lease.TaskId).Contains(task.Id)).ToListAsync();
        Assert.All(tasks, task => Assert.Equal(("label", StepKind.Label), (task.StepKey, task.StepKind)));
        // However often a task was given out before, its token is one of many.
        var goldTokens = leases.Where(lease => gold.Contains(lease.TaskId)).Select(lease => lease.Token).ToList();
        Assert.NotEmpty(goldTokens);
        Assert.All(leases, lease => Assert.InRange(lease.Token, 1, 1_000_100));
        Assert.True(leases.Select(lease => lease.Token / 1_000).Distinct().Count() > leases.Count / 2);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Where_the_project_says_so_the_worker_learns_at_once_whether_he_was_right(Provider provider)
    {
        await using var project = await WithGoldAsync(
            provider, new(new(RateMin: 0.5, RateMax: 0.5), ExposuresMax: 1, GivesFeedback: true));
        var ada = await project.Workflow.WorkerAsync("Ada");

        var told = new List<(TaskId Task, bool? IsRight, SubmitResult.Recorded Again)>();
        while (await project.Database.ClaimAsync(project.Workflow.Project, ada, 5) is { Count: > 0 } leases)
            foreach (var lease in leases)
            {
                var first = Assert.IsType<SubmitResult.Recorded>(
                    await project.Database.SubmitAsync(project.Workflow.Project, ada, lease, "dog"));
                told.Add((lease.TaskId, first.IsRight, Assert.IsType<SubmitResult.Recorded>(
                    await project.Database.SubmitAsync(project.Workflow.Project, ada, lease, "dog"))));
            }

        await using var db = project.Database.CreateDbContext();
        var gold = await db.GoldItems.ToDictionaryAsync(row => row.TaskId);
        Assert.Contains(told, each => each.IsRight == false);
        Assert.All(told, each => Assert.Equal(gold.ContainsKey(each.Task) ? false : null, each.IsRight));
        // One answer is all that it may get.
        Assert.All(gold.Values.Where(row => row.AnswerCount > 0), row => Assert.NotNull(row.RetiredAt));
        Assert.All(gold.Values, row => Assert.InRange(row.AnswerCount, 0, 1));
        await project.Workflow.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Gold_that_good_workers_contradict_is_retired_and_what_is_beyond_doubt_takes_its_place(
        Provider provider)
    {
        await using var project = await WithGoldAsync(
            provider,
            new(new(RateMin: 0.5, RateMax: 0.5), ActiveTarget: GoldCount, PromotesAt: 0.9),
            answer: item => item == 0 ? "dog" : "cat");
        for (var worker = 0; worker < 9; worker++)
            await project.JudgeAsync($"W{worker}", _ => "cat");
        await project.EstimateAsync();

        var result = await new MaintainGold(project.Database, project.Database.Writing).ExecuteAsync(
            project.Workflow.Project, CancellationToken.None);

        await using var db = project.Database.CreateDbContext();
        var wrong = await db.GoldItems.SingleAsync(gold => gold.Verdict == GoldVerdict.ProbablyWrong);
        Assert.Equal("dog", ((SingleChoiceValue)wrong.Answers[0].Value).Choice);
        Assert.NotNull(wrong.RetiredAt);
        Assert.Equal(result.Retired, result.Promoted);
        Assert.Equal(result.Promoted, await db.GoldItems.CountAsync(gold => gold.Source == GoldSource.Promotion));
        Assert.True(result.Promoted > 0);
        await project.Workflow.AssertTotalsAsync();
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Who_is_often_wrong_needs_the_training_again_and_somebody_is_told_once(Provider provider)
    {
        await using var project = await WithGoldAsync(provider, new(new(RateMin: 0.5, RateMax: 0.5)));
        await project.JudgeAsync("Ada", _ => "cat");
        await project.JudgeAsync("Cay", _ => "dog");

        for (var runs = 0; runs < 2; runs++)
            await new MaintainGold(project.Database, project.Database.Writing).ExecuteAsync(
                project.Workflow.Project, CancellationToken.None);

        await using var db = project.Database.CreateDbContext();
        var cay = await db.Memberships.SingleAsync(member => member.GoldWrong > 0);
        Assert.Equal(GoldPolicy.NeedsTraining(0, cay.GoldWrong, 0.7), cay.TrainingNeededAt is not null);
        Assert.True(cay.GoldWrong >= 8, $"{cay.GoldWrong}");
        var alert = Alert.Of(await db.Events.SingleAsync(happened => happened.Kind == EventKind.AlertRaised))!;
        Assert.Equal("TRAINING_NEEDED", alert.Code);
        Assert.Contains("Cay", alert.Message, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Who_needs_the_training_gets_nothing_until_he_has_it_where_the_policy_says_so(Provider provider)
    {
        await using var project = await WithGoldAsync(
            provider, new(new(RateMin: 0.5, RateMax: 0.5), BarsUntilTrained: true));
        await project.JudgeAsync("Ada", _ => "cat");
        await project.JudgeAsync("Cay", _ => "dog");
        await new MaintainGold(project.Database, project.Database.Writing).ExecuteAsync(
            project.Workflow.Project, CancellationToken.None);

        var barred = await ClaimAsync("Cay");
        var other = await ClaimAsync("Ada");
        var cay = await project.Workflow.WorkerAsync("Cay");
        await project.Database.Writing.ExecuteAsync(
            (db, token) => AskForTraining.EndAsync(db, project.Workflow.Project.Id, cay, token),
            CancellationToken.None);
        var trained = await ClaimAsync("Cay");

        Assert.Equal(NoTaskRule.TrainingNeeded, barred);
        Assert.NotEqual(NoTaskRule.TrainingNeeded, other);
        Assert.NotEqual(NoTaskRule.TrainingNeeded, trained);

        async Task<NoTaskRule?> ClaimAsync(string name) => (await project.Database.Claim.ExecuteAsync(
            project.Workflow.Project, await project.Workflow.WorkerAsync(name), 1, CancellationToken.None)).WhyNoTask;
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_column_of_an_import_says_what_is_known(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Labeled, items: 0);
        var file = "id,text,known\na,Meow,cat\nb,Woof,\nc,Moo,cow\n"u8.ToArray();

        var report = await new ImportItems(project.Database.AddItems).ExecuteAsync(
            project.Workflow.Project,
            new MemoryStream(file),
            RecordFormat.Csv,
            ItemColumns.Parse("gold=known"),
            progress: null,
            CancellationToken.None);

        Assert.Equal((2, 1), (report.Imported, report.Rejected));
        Assert.Contains("cow", report.Errors[0].Reason, StringComparison.Ordinal);
        await using var db = project.Database.CreateDbContext();
        var gold = await db.GoldItems.SingleAsync();
        var item = await db.Items.SingleAsync(known => known.Id == gold.ItemId);
        Assert.Equal(("a", ItemState.Done, true, "{}"), (item.ExternalId, item.State, item.IsGold, item.Attributes));
        Assert.Equal((0, true), await db.Consensus.Select(row => new ValueTuple<int, bool>(row.Label, row.IsDecided))
            .SingleAsync());
        await project.Workflow.AssertTotalsAsync();
    }

    /// <param name="answer">What is known, by the number of the item; cat where nothing is said.</param>
    private static async Task<QuarantineProject> WithGoldAsync(
        Provider provider, GoldSettings settings, Func<int, string>? answer = null)
    {
        var project = await QuarantineProject.CreateAsync(provider, Labeled, Items);
        var known = Enumerable.Range(0, GoldCount).Select(item => new KnownAnswers(
            $"item-{item}", [new("animal", new SingleChoiceValue(answer?.Invoke(item) ?? "cat"))])).ToList();
        Assert.Null(await new SetGoldSettings(project.Database.Writing).ExecuteAsync(
            project.Workflow.Project, settings, CancellationToken.None));
        for (var retry = 0; retry < 2; retry++)
            Assert.Equal(GoldCount, Assert.IsType<AddGoldResult.Added>(
                await new AddGold(project.Database.Writing).ExecuteAsync(
                    project.Workflow.Project, known, WorkflowProject.Actor, "gold", CancellationToken.None)).Count);
        await project.Workflow.ReloadAsync();
        return project;
    }
}
