using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Tasks;

public sealed class ClaimTasksTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task The_first_in_the_queue_are_claimed_first(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 20);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        await using var db = database.CreateDbContext();
        var expected = await db.Queue.OrderBy(entry => entry.Position).Take(5)
            .Select(entry => entry.TaskId).ToListAsync();

        var leases = await database.ClaimAsync(project, worker, 5);

        Assert.Equal(expected, leases.Select(lease => lease.TaskId));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_worker_never_gets_a_task_twice_though_it_wants_more_judgements(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 2, judgements: 3);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var leases = await database.ClaimAsync(project, worker, 10);
        Assert.Equal(2, leases.Count);
        await database.SubmitAsync(project, worker, leases[0]);

        Assert.Empty(await database.ClaimAsync(project, worker, 10));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_skipped_task_goes_to_others_only(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var (ada, ben) = (
            await database.CreateWorkerAsync(project, "Ada"), await database.CreateWorkerAsync(project, "Ben"));
        var lease = await database.ClaimOneAsync(project, ada);

        Assert.True(await database.Return.SkipAsync(
            lease.TaskId, ada, lease.Token, SkipReason.Unclear, "blurred", CancellationToken.None));

        Assert.Empty(await database.ClaimAsync(project, ada, 1));
        Assert.Equal(lease.TaskId, (await database.ClaimOneAsync(project, ben)).TaskId);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task An_expired_lease_is_given_to_the_next_worker_under_a_newer_token(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var (ada, ben) = (
            await database.CreateWorkerAsync(project, "Ada"), await database.CreateWorkerAsync(project, "Ben"));
        var first = await database.ClaimOneAsync(project, ada);
        Assert.Empty(await database.ClaimAsync(project, ben, 1));

        await database.ExpireLeasesAsync();
        var second = await database.ClaimOneAsync(project, ben);

        Assert.Equal(first.TaskId, second.TaskId);
        Assert.True(second.Token > first.Token);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_heartbeat_extends_a_lease_up_to_its_hard_cap(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 1);
        var worker = await database.CreateWorkerAsync(project, "Ada");
        var lease = await database.ClaimOneAsync(project, worker);
        await using var db = database.CreateDbContext();
        var hardCap = await db.Slots.Select(slot => slot.HardCapAt).SingleAsync();

        var extended = await database.Return.ExtendAsync(
            lease.TaskId, worker, lease.Token, TimeSpan.FromMinutes(20), CancellationToken.None);
        var capped = await database.Return.ExtendAsync(
            lease.TaskId, worker, lease.Token, TimeSpan.FromDays(2), CancellationToken.None);

        Assert.InRange(extended!.Value, lease.ExpiresAt, hardCap);
        Assert.Equal(hardCap, capped);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Many_workers_at_once_never_fill_more_slots_than_required_and_lose_none(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 30, judgements: 3);
        var workers = new List<Domain.Workers.WorkerId>();
        for (var index = 0; index < 6; index++)
            workers.Add(await database.CreateWorkerAsync(project, $"worker-{index}"));

        await Task.WhenAll(workers.Select(worker => Task.Run(async () =>
        {
            for (var round = 0; round < 60; round++)
            {
                foreach (var lease in await database.ClaimAsync(project, worker, 3))
                    Assert.IsType<SubmitResult.Recorded>(await database.SubmitAsync(project, worker, lease));
            }
        })));

        await using var db = database.CreateDbContext();
        var judged = await db.Judgements.GroupBy(judgement => judgement.TaskId)
            .Select(task => task.Count()).ToListAsync();
        Assert.Equal(30, judged.Count);
        Assert.All(judged, count => Assert.Equal(3, count));
        var counters = await db.Counters.SingleAsync();
        Assert.Equal(
            (30, 30, 90, 0, 0),
            (counters.Items, counters.DoneItems, counters.Judgements, counters.SlotsWanted, counters.SlotsLeased));
        var sequences = await db.Events.OrderBy(entry => entry.Sequence).Select(entry => entry.Sequence).ToListAsync();
        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(number => (long)number), sequences);
        Assert.Equal(counters.EventSequence, sequences[^1]);
    }
}
