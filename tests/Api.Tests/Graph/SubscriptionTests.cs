using ActiveLabel.Api.Events;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Tests.Transport;
using ActiveLabel.Api.Transport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

public sealed class SubscriptionTests : IAsyncLifetime
{
    private const string Changes = """
        subscription($p: ID!, $after: String) {
          onItemChanged(projectId: $p, after: $after) { cursor kind item { externalId judgements { nodes { id } } } }
        }
        """;

    private GraphServer _server = null!;
    private string _administrator = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new TransportLimits { WaitingResultsMax = 4 });
        _administrator = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_change_is_told_as_soon_as_it_is_committed()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 3);
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        using var socket = await GraphSocket.OpenAsync(_server.Address, _administrator);
        await socket.SubscribeAsync("1", Changes, new { p = project });
        await ListeningAsync();

        await _server.JudgeAsync(worker, project, 1);

        Assert.Equal("TASK_CLAIMED", (await socket.ReceiveNextAsync("onItemChanged")).GetProperty("kind").GetString());
        var judged = await socket.ReceiveNextAsync("onItemChanged");
        Assert.Equal("JUDGEMENT_SUBMITTED", judged.GetProperty("kind").GetString());
        Assert.Single(judged.GetProperty("item").GetProperty("judgements").GetProperty("nodes").EnumerateArray());
    }

    [Fact]
    public async Task Who_resumes_misses_nothing_and_gets_things_in_order()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 450);
        var (cursors, after) = (new List<long>(), Cursor(0));

        // The connection is lost twice on the way.
        foreach (var count in new[] { 150, 250, 50 })
        {
            using var socket = await GraphSocket.OpenAsync(_server.Address, _administrator);
            await socket.SubscribeAsync("1", Changes, new { p = project, after });
            for (var received = 0; received < count; received++)
            {
                after = (await socket.ReceiveNextAsync("onItemChanged")).GetProperty("cursor").GetString()!;
                cursors.Add(Api.Graph.Cursor.Parse(after));
            }
            socket.Abort();
        }

        await using var db = await _server.OpenDatabaseAsync();
        Assert.Equal(await db.Events.OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync(), cursors);
    }

    [Fact]
    public async Task Each_curve_can_be_followed_by_itself()
    {
        var id = await _server.CreateProjectAsync(_administrator, items: 1);
        await using var db = await _server.OpenDatabaseAsync();
        var project = await db.Projects.SingleAsync();
        using var all = await GraphSocket.OpenAsync(_server.Address, _administrator);
        using var sizing = await GraphSocket.OpenAsync(_server.Address, _administrator);
        await all.SubscribeAsync("1", CurvesOf(""), new { p = id });
        await sizing.SubscribeAsync("1", CurvesOf("curves: [LEARNING_CURVE, SIZING]"), new { p = id });
        await ListeningAsync();

        await _server.Services.GetRequiredService<SnapshotMetrics>().ExecuteAsync(project, CancellationToken.None);
        await _server.Services.GetRequiredService<EstimateSizing>().ExecuteAsync(project, CancellationToken.None);

        Assert.Equal("[\"QUEUE\",\"CONFIDENCE\",\"VOLUME\"]", await NextAsync(all));
        Assert.Equal("[\"SIZING\"]", await NextAsync(all));
        Assert.Equal("[\"SIZING\"]", await NextAsync(sizing));

        static async Task<string> NextAsync(GraphSocket socket)
            => (await socket.ReceiveNextAsync("onMetricsChanged")).GetProperty("curves").GetRawText();
        static string CurvesOf(string more)
            => $"subscription($p: ID!) {{ onMetricsChanged(projectId: $p {more}) {{ cursor curves }} }}";
    }

    [Fact]
    public async Task The_queue_is_told_when_it_moves()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 3);
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        using var socket = await GraphSocket.OpenAsync(_server.Address, _administrator);
        await socket.SubscribeAsync(
            "1", "subscription($p: ID!) { onQueueChanged(projectId: $p) { queue { depth inProgress } } }",
            new { p = project });
        await ListeningAsync();

        await _server.DataAsync(
            worker,
            "mutation($p: ID!) { claimTasks(input: { projectId: $p, count: 2 }) { leases { token } } }",
            new { p = project });

        var queue = (await socket.ReceiveNextAsync("onQueueChanged")).GetProperty("queue");
        Assert.Equal(2, queue.GetProperty("inProgress").GetInt32());
    }

    [Fact]
    public async Task An_operation_is_told_when_it_is_asked_for()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);
        using var socket = await GraphSocket.OpenAsync(_server.Address, _administrator);
        await socket.SubscribeAsync(
            "1",
            "subscription($p: ID!) { onOperationChanged(projectId: $p) { operation { id job state } } }",
            new { p = project });
        await ListeningAsync();

        var data = await _server.DataAsync(
            _administrator,
            "mutation($p: ID!) { triggerJob(input: { projectId: $p, job: RERANK }) { operation { id job state } } }",
            new { p = project });

        var told = (await socket.ReceiveNextAsync("onOperationChanged")).GetProperty("operation");
        Assert.Equal(data.GetProperty("triggerJob").GetProperty("operation").GetRawText(), told.GetRawText());
    }

    [Fact]
    public async Task A_client_that_goes_leaves_nobody_listening()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);
        using (var socket = await GraphSocket.OpenAsync(_server.Address, _administrator))
        {
            await socket.SubscribeAsync("1", Changes, new { p = project });
            await ListeningAsync();
            socket.Abort();
        }

        // Whoever still listened would look at storage at least once in each interval.
        await Task.Delay(EventFeed.PollInterval * 2);
        _server.Statements.Reset();
        await Task.Delay(EventFeed.PollInterval * 2);

        Assert.Equal(0, _server.Statements.Count);
    }

    [Fact]
    public async Task A_worker_hears_nothing_of_the_others()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        using var socket = await GraphSocket.OpenAsync(_server.Address, worker);

        await socket.SubscribeAsync("1", Changes, new { p = project });

        var message = await socket.ReceiveAsync();
        Assert.Equal("error", message?.GetProperty("type").GetString());
        Assert.Contains("FORBIDDEN", message?.GetRawText(), StringComparison.Ordinal);
    }

    private static string Cursor(long sequence) => Api.Graph.Cursor.Of(sequence);

    /// <summary>Waits until a subscriber has found nothing and waits for more.</summary>
    private async Task ListeningAsync()
    {
        var signal = _server.Services.GetRequiredService<EventSignal>();
        for (var attempt = 0; attempt < 200 && !signal.IsAwaited; attempt++)
            await Task.Delay(20);
        Assert.True(signal.IsAwaited);
        await Task.Delay(100);
    }
}
