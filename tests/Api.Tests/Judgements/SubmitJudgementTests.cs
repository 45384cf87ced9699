using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Judgements;

public sealed class SubmitJudgementTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task The_last_required_judgement_finishes_the_item(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1, judgements: 2);
        var (ada, ben) = (
            await database.CreateWorkerAsync(project, "Ada"), await database.CreateWorkerAsync(project, "Ben"));
        await using var db = database.CreateDbContext();

        await database.SubmitAsync(project, ada, await database.ClaimOneAsync(project, ada));
        var afterOne = await db.Items.Select(item => item.State).SingleAsync();
        await database.SubmitAsync(project, ben, await database.ClaimOneAsync(project, ben));
        var afterTwo = await db.Items.Select(item => item.State).SingleAsync();

        Assert.Equal((ItemState.Queued, ItemState.Done), (afterOne, afterTwo));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task After_the_lease_expired_is_refused(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var lease = await database.ClaimOneAsync(project, worker);

        await database.ExpireLeasesAsync();

        Assert.IsType<SubmitResult.LeaseLost>(await database.SubmitAsync(project, worker, lease));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task With_the_token_of_an_earlier_lease_of_the_same_worker_is_refused(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var stale = await database.ClaimOneAsync(project, worker);
        await database.Return.ReleaseAsync(stale.TaskId, worker, stale.Token, CancellationToken.None);
        var current = await database.ClaimOneAsync(project, worker);

        Assert.IsType<SubmitResult.LeaseLost>(await database.SubmitAsync(project, worker, stale));
        Assert.IsType<SubmitResult.Recorded>(await database.SubmitAsync(project, worker, current));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Again_under_the_same_key_answers_the_same_and_records_once(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1, judgements: 3);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var lease = await database.ClaimOneAsync(project, worker);

        var results = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => database.SubmitAsync(project, worker, lease, key: "once"))));

        var recorded = results.Select(result => Assert.IsType<SubmitResult.Recorded>(result).Judgement.Id).Distinct();
        Assert.Single(recorded);
        await using var db = database.CreateDbContext();
        Assert.Equal(1, await db.Judgements.CountAsync());
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Another_answer_under_the_same_key_is_a_conflict(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1, judgements: 3);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var lease = await database.ClaimOneAsync(project, worker);
        await database.SubmitAsync(project, worker, lease, "cat", key: "once");

        Assert.IsType<SubmitResult.IdempotencyConflict>(
            await database.SubmitAsync(project, worker, lease, "dog", key: "once"));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task An_answer_outside_the_schema_is_refused_and_the_lease_stays(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var lease = await database.ClaimOneAsync(project, worker);

        var refused = Assert.IsType<SubmitResult.InvalidAnswer>(
            await database.SubmitAsync(project, worker, lease, "horse"));

        Assert.Contains("'horse' is not a choice of question 'animal'", refused.Problem, StringComparison.Ordinal);
        Assert.IsType<SubmitResult.Recorded>(await database.SubmitAsync(project, worker, lease));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Brings_the_next_task_where_it_is_asked_for_and_a_retry_claims_nothing(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 3);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var request = TestDatabase.RequestOf(worker, await database.ClaimOneAsync(project, worker));

        var first = await database.Submit.ExecuteAsync(project, worker, request, claimNext: true, default);
        var retry = await database.Submit.ExecuteAsync(project, worker, request, claimNext: true, default);

        Assert.Single(Assert.IsType<SubmitResult.Recorded>(first).Next!.Leases);
        Assert.Null(Assert.IsType<SubmitResult.Recorded>(retry).Next);
        await using var db = database.CreateDbContext();
        Assert.Equal(2, await db.Slots.CountAsync());
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Of_another_schema_version_or_a_closed_task_is_refused(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var request = TestDatabase.RequestOf(worker, await database.ClaimOneAsync(project, worker));

        var other = await database.Submit.ExecuteAsync(project, worker, request with { SchemaVersion = 2 }, default);
        await using var db = database.CreateDbContext();
        await db.Queue.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.State, QueueState.Closed));
        var closed = await database.Submit.ExecuteAsync(project, worker, request, default);

        Assert.Equal(1, Assert.IsType<SubmitResult.WrongSchemaVersion>(other).InForce);
        Assert.IsType<SubmitResult.TaskClosed>(closed);
    }
}
