using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Tests.CommandLine;
using ActiveLabel.Api.Tests.Graph;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Sdk;

namespace ActiveLabel.Api.Tests.Tasks;

/// <summary>What <see cref="ConcurrencyTests"/> would miss if it could not fail: the fence is taken away.</summary>
public sealed class UnfencedTests
{
    [SkippableFact]
    public async Task What_comes_too_late_is_taken_and_the_test_sees_it()
    {
        Stress.SkipUnlessWanted();
        await using var server = await GraphServer.StartAsync(
            configure: services => services.AddSingleton<SubmitJudgement, UnfencedSubmit>());
        var administrator = new ApiClient(server.Address, await server.AdministratorAsync());
        var project = await ConcurrencyTests.ProjectAsync(administrator, items: 40);
        using var ending = new CancellationTokenSource();
        var log = new UnrulyLog();
        var keys = await ConcurrencyTests.WorkersAsync(administrator, project, count: 6);

        var working = Task.WhenAll(keys.Select((key, index) =>
            new UnrulyWorker($"w{index}", () => server.Address, key, project, log, new(index), unruliness: 6)
                .RunAsync(ending.Token)));
        // One is enough; what they wait for is leases that run out.
        while (log.TakenStaleCount == 0 && !working.IsCompleted)
            await Task.Delay(50);
        await ending.CancelAsync();
        await Record.ExceptionAsync(() => working);

        await using var db = await server.OpenDatabaseAsync();
        await Assert.ThrowsAsync<EmptyException>(() => ConcurrencyTests.CheckAsync(db, log));
        Assert.NotEmpty(log.TakenStale);
    }

    /// <summary>Takes whatever token comes, and whenever it comes.</summary>
    private sealed class UnfencedSubmit(Writing writing, ClaimTasks claimTasks) : SubmitJudgement(writing, claimTasks)
    {
        internal override HeldSlot? Fence(HeldSlot? slot) => slot is null ? null : slot with { IsHeld = true };
    }
}
