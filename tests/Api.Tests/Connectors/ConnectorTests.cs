using System.Net;
using System.Text.Json;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Tests.Workers;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Connectors;

public sealed class ConnectorTests : IAsyncLifetime
{
    private WorkerLead _lead = null!;
    private SampleConnector _sample = null!;
    private string _project = "";

    public async Task InitializeAsync()
    {
        _lead = await WorkerLead.StartAsync();
        _project = await _lead.ProjectAsync("""{ crowd: { kind: PUBLIC } }""", items: 5);
        _sample = await SampleConnector.StartAsync(_lead.Server.Address);
        await AttachAsync(_sample.Url);
    }

    public async Task DisposeAsync()
    {
        await _sample.DisposeAsync();
        await _lead.DisposeAsync();
    }

    [Fact]
    public async Task An_outside_crowd_hears_of_tasks_does_them_and_hears_that_they_were_taken()
    {
        await DeliverAsync();
        Assert.Contains("TASKS_AVAILABLE", KindsOf(Assert.Single(_sample.Deliveries).Body));

        var judged = await _sample.WorkAsync("turk-7", _project, "cat");
        await DeliverAsync();

        Assert.Equal(5, judged);
        await using var db = await _lead.Server.OpenDatabaseAsync();
        Assert.Equal(5, await db.Judgements.CountAsync());
        Assert.Equal(
            5, _sample.Deliveries.SelectMany(each => KindsOf(each.Body)).Count(kind => kind == "JUDGEMENT_SUBMITTED"));
        Assert.Equal(0, _sample.ForgedCount);
        Assert.Single(await _lead.AuditAsync("registerCrowdWorker", "SUCCEEDED"));
    }

    [Fact]
    public async Task What_was_not_taken_is_sent_again_later_and_nothing_overtakes_it()
    {
        _sample.Status = StatusCodes.Status500InternalServerError;
        await DeliverAsync();
        await DeliverAsync();
        var failed = Assert.Single(await LedgerAsync());
        Assert.Equal(("PENDING", 1, 500), (
            failed.GetProperty("state").GetString(),
            failed.GetProperty("attempts").GetInt32(),
            failed.GetProperty("lastStatus").GetInt32()));

        _sample.Status = StatusCodes.Status200OK;
        await using (var db = await _lead.Server.OpenDatabaseAsync())
            await db.ConnectorDeliveries.ExecuteUpdateAsync(
                set => set.SetProperty(known => known.NextAttemptAt, DateTimeOffset.UnixEpoch));
        await DeliverAsync();

        var taken = Assert.Single(await LedgerAsync());
        Assert.Equal(("DELIVERED", 2), (
            taken.GetProperty("state").GetString(), taken.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public async Task A_connector_that_never_answers_is_suspended_and_a_replay_tells_it_all_again()
    {
        _sample.Status = StatusCodes.Status503ServiceUnavailable;
        await DeliverAsync();
        await using (var db = await _lead.Server.OpenDatabaseAsync())
            await db.ConnectorDeliveries.ExecuteUpdateAsync(set => set
                .SetProperty(known => known.NextAttemptAt, DateTimeOffset.UnixEpoch)
                .SetProperty(known => known.Attempts, ConnectorDelivery.AttemptsMax - 1));
        await DeliverAsync();
        Assert.Equal("SUSPENDED", await StateAsync());
        Assert.Equal(0, await DeliverAsync());

        _sample.Status = StatusCodes.Status200OK;
        await _lead.MutateAsync("replayConnector", $"connectorId: \"{_sample.Id}\"", "connector { state }");
        await DeliverAsync();
        await _lead.MutateAsync("replayConnector", $"connectorId: \"{_sample.Id}\"", "connector { state }");
        await DeliverAsync();

        Assert.Equal(2, _sample.Deliveries.Count);
        Assert.Equal(
            _sample.Deliveries.First().Body.ToString(), _sample.Deliveries.Last().Body.ToString());
        Assert.NotEqual(_sample.Deliveries.First().Delivery, _sample.Deliveries.Last().Delivery);
    }

    [Fact]
    public async Task A_wrong_or_an_old_signature_opens_nothing()
    {
        var wrong = await _sample.RegisterAsync("turk-7", "alw_guessed", TimeSpan.Zero);
        var old = await _sample.RegisterAsync("turk-7", _sample.Secret, TimeSpan.FromMinutes(6));
        _sample.Id = "bm9uZQ";
        var nobody = await _sample.RegisterAsync("turk-7", _sample.Secret, TimeSpan.Zero);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized],
            new[] { wrong.Status, old.Status, nobody.Status });
        Assert.Equal(wrong.Body.ToString(), nobody.Body.ToString());
        await using var db = await _lead.Server.OpenDatabaseAsync();
        Assert.Empty(await db.Workers.ToListAsync());
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await AttachAsync(_sample.Url.Replace("/hook", "/elsewhere", StringComparison.Ordinal));

        await DeliverAsync();

        // The first connector has another secret now; the second was answered with a redirect and went no further.
        Assert.Equal(307, Assert.Single(await LedgerAsync()).GetProperty("lastStatus").GetInt32());
        Assert.Empty(_sample.Deliveries);
        Assert.Equal(1, _sample.ForgedCount);
    }

    private static IEnumerable<string> KindsOf(JsonElement body)
        => body.GetProperty("events").EnumerateArray().Select(told => told.GetProperty("kind").GetString()!);

    private async Task AttachAsync(string url)
    {
        var made = await _lead.MutateAsync(
            "createConnector",
            $"projectId: \"{_project}\", name: \"Turks\", crowd: \"public\", url: \"{url}\", "
                + $"idempotencyKey: \"{Guid.NewGuid()}\"",
            "connector { id } secret");
        _sample.Id = made.GetProperty("connector").GetProperty("id").GetString()!;
        _sample.Secret = made.GetProperty("secret").GetString()!;
    }

    private Task<int> DeliverAsync()
        => _lead.Server.Services.GetRequiredService<DeliverEvents>().ExecuteAsync(CancellationToken.None);

    private async Task<List<JsonElement>> LedgerAsync()
        => [.. (await _lead.Server.DataAsync(
            _lead.Key,
            "query($id: ID!) { connectorDeliveries(connectorId: $id) { nodes { state attempts lastStatus } } }",
            new { id = _sample.Id })).GetProperty("connectorDeliveries").GetProperty("nodes").EnumerateArray()];

    private async Task<string?> StateAsync()
        => (await _lead.Server.DataAsync(
            _lead.Key, "query($p: ID!) { connectors(projectId: $p) { nodes { state } } }", new { p = _project }))
            .GetProperty("connectors").GetProperty("nodes")[0].GetProperty("state").GetString();
}
