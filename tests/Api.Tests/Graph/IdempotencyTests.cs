using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private GraphServer _server = null!;
    private string _administrator = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _administrator = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_administrator, items: 5);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_claim_that_is_sent_again_gets_the_same_leases()
    {
        var worker = await _server.CreateWorkerAsync(_administrator, _project, "Ada");

        var first = await ClaimAsync(worker, count: 2, "k");
        var again = await ClaimAsync(worker, count: 2, "k");
        var other = await ClaimAsync(worker, count: 1, "k");
        var next = await ClaimAsync(worker, count: 2, "l");

        Assert.Contains("\"token\":1", first, StringComparison.Ordinal);
        Assert.Equal(first, again);
        Assert.Contains("IdempotencyConflictError", other, StringComparison.Ordinal);
        Assert.NotEqual(first, next);
    }

    [Fact]
    public async Task A_job_that_is_asked_for_again_is_the_same_run()
    {
        var first = await TriggerAsync("RERANK", "k");
        var again = await TriggerAsync("RERANK", "k");
        var other = await TriggerAsync("RETRAIN", "k");

        Assert.Contains("\"id\"", first, StringComparison.Ordinal);
        Assert.Equal(first, again);
        Assert.Contains("IdempotencyConflictError", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_forgotten_after_seven_days()
    {
        await TriggerAsync("RERANK", "k");
        var writing = _server.Services.GetRequiredService<Writing>();
        var now = TimeProvider.System.GetUtcNow();

        var early = await ForgetAsync(writing, now.AddDays(6.9));
        var late = await ForgetAsync(writing, now.AddDays(7.1));

        Assert.Equal(0, early);
        Assert.True(late > 0);
        await using var db = await _server.OpenDatabaseAsync();
        Assert.Empty(await db.IdempotencyRecords.ToListAsync());
    }

    private static Task<int> ForgetAsync(Writing writing, DateTimeOffset now)
        => writing.ExecuteAsync((db, token) => Idempotency.ForgetAsync(db, now, token), CancellationToken.None);

    private async Task<string> ClaimAsync(string worker, int count, string key)
        => (await _server.DataAsync(
            worker,
            "mutation($p: ID!, $n: Int!, $k: String!) { claimTasks(input: { projectId: $p, count: $n, "
                + "idempotencyKey: $k }) { leases { token expiresAt task { id } } errors { __typename } } }",
            new { p = _project, n = count, k = key })).GetRawText();

    private async Task<string> TriggerAsync(string job, string key)
        => (await _server.DataAsync(
            _administrator,
            $$"""
            mutation($p: ID!, $k: String!) { triggerJob(input: { projectId: $p, job: {{job}}, idempotencyKey: $k })
              { operation { id } errors { __typename } } }
            """,
            new { p = _project, k = key })).GetRawText();
}
