using System.Text.Json;
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

        Assert.Contains("\"token\":", first, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_retry_does_not_end_the_key_that_the_first_request_gave()
    {
        var old = await _server.CreateWorkerAsync(_administrator, _project, "Ada");
        var ada = await WorkerIdAsync(old);
        var ben = await WorkerIdAsync(await _server.CreateWorkerAsync(_administrator, _project, "Ben"));

        var first = await RotateAsync(ada);
        var again = await RotateAsync(ada);
        var other = await RotateAsync(ben);

        Assert.Null(again.GetProperty("apiKey").GetString());
        Assert.Equal(JsonValueKind.Null, again.GetProperty("errors").ValueKind);
        Assert.Contains("IdempotencyConflictError", other.ToString(), StringComparison.Ordinal);
        Assert.Equal(ada, await WorkerIdAsync(first.GetProperty("apiKey").GetString()!));
        Assert.Contains("UNAUTHENTICATED", (await _server.PostAsync(old, "{ viewer { role } }")).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_does_not_let_in_again_who_was_taken_out()
    {
        var ada = await WorkerIdAsync(await _server.CreateWorkerAsync(_administrator, _project, "Ada"));
        var ben = await WorkerIdAsync(await _server.CreateWorkerAsync(_administrator, _project, "Ben"));
        await MembershipAsync("end", ada, key: "");

        var begun = await MembershipAsync("begin", ada, "idempotencyKey: \"k\"");
        var ended = await MembershipAsync("end", ada, key: "");
        var again = await MembershipAsync("begin", ada, "idempotencyKey: \"k\"");
        var other = await MembershipAsync("begin", ben, "idempotencyKey: \"k\"");

        Assert.Contains("\"endedAt\":null", begun, StringComparison.Ordinal);
        Assert.DoesNotContain("\"endedAt\":null", ended, StringComparison.Ordinal);
        Assert.Equal(ended.Replace("endMembership", "beginMembership"), again);
        Assert.Contains("IdempotencyConflictError", other, StringComparison.Ordinal);
    }

    private async Task<string> WorkerIdAsync(string worker)
        => (await _server.DataAsync(worker, "{ viewer { worker { id } } }"))
            .GetProperty("viewer").GetProperty("worker").GetProperty("id").GetString()!;

    private async Task<JsonElement> RotateAsync(string worker)
        => (await _server.DataAsync(
            _administrator,
            "mutation($w: ID!) { rotateWorkerKey(input: { workerId: $w, idempotencyKey: \"k\" }) "
                + "{ apiKey errors { __typename } } }",
            new { w = worker })).GetProperty("rotateWorkerKey");

    private async Task<string> MembershipAsync(string verb, string worker, string key)
        => (await _server.DataAsync(
            _administrator,
            $"mutation($p: ID!, $w: ID!) {{ {verb}Membership(input: {{ projectId: $p, workerId: $w {key} }}) "
                + "{ membership { createdAt endedAt } errors { __typename } } }",
            new { p = _project, w = worker })).GetRawText();

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
