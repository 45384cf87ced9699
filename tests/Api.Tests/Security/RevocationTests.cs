using System.Diagnostics;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Tests.Transport;
using Xunit;

namespace ActiveLabel.Api.Tests.Security;

public sealed class RevocationTests : IAsyncLifetime
{
    private const string Changes = "subscription($p: ID!) { onItemChanged(projectId: $p) { cursor } }";
    private const string Tasks = "subscription($p: ID!) { onTaskAvailable(projectId: $p) { cursor } }";

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    // A machine that runs all tests at once may be late now and then, not three times running.
    private const int TriesMax = 3;

    private GraphServer _server = null!;
    private string _administrator = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _administrator = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_administrator, items: 1);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_key_that_is_revoked_ends_its_sockets()
    {
        var (secret, id) = await _server.CreateKeyWithIdAsync(_administrator, "SCIENTIST");
        using var socket = await GraphSocket.OpenAsync(_server.Address, secret);
        using var unharmed = await GraphSocket.OpenAsync(_server.Address, _administrator);
        await socket.SubscribeAsync("1", Changes, new { p = _project });
        await unharmed.SubscribeAsync("1", Changes, new { p = _project });

        await RevokeAsync(id);

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(4403, socket.CloseCode);
        await unharmed.SendAsync(new { type = "ping" });
        Assert.Equal("pong", await unharmed.ReceiveTypeAsync());
    }

    [Fact]
    public async Task A_key_that_is_revoked_ends_its_event_streams()
    {
        var (secret, id) = await _server.CreateKeyWithIdAsync(_administrator, "SCIENTIST");
        using var events = await GraphEvents.OpenAsync(_server.Client(secret), Changes, new { p = _project });
        await events.ReadAsync();

        await RevokeAsync(id);
        var sent = await events.ReadEventAsync();

        Assert.Contains("UNAUTHENTICATED", sent.Data, StringComparison.Ordinal);
        Assert.Equal("complete", (await events.ReadEventAsync()).Type);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_stream_ends_within_a_second(bool bySocket, bool byMembership)
    {
        var took = new List<TimeSpan>();
        do
            took.Add(await EndAsync(bySocket, byMembership, $"Worker {took.Count}"));
        while (took[^1] > Promised && took.Count < TriesMax);

        Assert.True(took[^1] <= Promised, string.Join(", ", took));
    }

    /// <returns>From the answer to the mutation to the end of the stream.</returns>
    private async Task<TimeSpan> EndAsync(bool bySocket, bool byMembership, string name)
    {
        var worker = await _server.CreateWorkerAsync(_administrator, _project, name);
        var (secret, key) = await _server.CreateKeyWithIdAsync(_administrator, "SCIENTIST");
        var document = byMembership ? Tasks : Changes;
        using var client = _server.Client(byMembership ? worker : secret);
        using var socket = bySocket
            ? await GraphSocket.OpenAsync(_server.Address, byMembership ? worker : secret)
            : null;
        using var events = bySocket ? null : await GraphEvents.OpenAsync(client, document, new { p = _project });
        if (socket is not null)
            await socket.SubscribeAsync("1", document, new { p = _project });
        await Task.Delay(200);

        await (byMembership ? EndMembershipAsync(worker) : RevokeAsync(key));
        var watch = Stopwatch.StartNew();
        if (socket is not null)
            Assert.Null(await socket.ReceiveAsync());
        else
            Assert.Contains("UNAUTHENTICATED", (await events!.ReadEventAsync()).Data, StringComparison.Ordinal);
        return watch.Elapsed;
    }

    [Fact]
    public async Task A_key_that_expires_ends_its_sockets()
    {
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(2).ToString("O");
        var secret = await _server.CreateKeyAsync(_administrator, "SCIENTIST", $"expiresAt: \"{soon}\"");
        using var socket = await GraphSocket.OpenAsync(_server.Address, secret);
        await socket.SubscribeAsync("1", Changes, new { p = _project });

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(4403, socket.CloseCode);
        Assert.Contains(
            "UNAUTHENTICATED", (await _server.PostAsync(secret, "{ __typename }")).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_who_is_taken_out_of_the_project_hears_no_more_of_it()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 100, "Heard");
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        var other = await _server.CreateWorkerAsync(_administrator, project, "Ben");
        using var socket = await GraphSocket.OpenAsync(_server.Address, worker);
        await socket.SubscribeAsync("1", Tasks, new { p = project });
        // The protocol does not say when a subscription has begun; what is heard says so.
        var heard = socket.ReceiveNextAsync("onTaskAvailable");
        while (!heard.IsCompleted)
        {
            await _server.JudgeAsync(other, project, 1);
            await Task.WhenAny(heard, Task.Delay(500));
        }
        await heard;

        await EndMembershipAsync(worker, project);

        while (await socket.ReceiveAsync() is { } told)
            Assert.Equal("next", told.GetProperty("type").GetString());
        Assert.Equal(4403, socket.CloseCode);
        var claim = await _server.DataAsync(
            worker,
            "mutation($p: ID!) { claimTasks(input: { projectId: $p }) { leases { token } errors { __typename } } }",
            new { p = project });
        Assert.Contains("NotFoundError", claim.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_hears_that_there_is_a_task()
    {
        var ada = await _server.CreateWorkerAsync(_administrator, _project, "Ada");
        var ben = await _server.CreateWorkerAsync(_administrator, _project, "Ben");
        using var socket = await GraphSocket.OpenAsync(_server.Address, ben);
        await socket.SubscribeAsync(
            "1", Tasks.Replace("cursor", "cursor project { name }"), new { p = _project });
        await Task.Delay(300);

        await _server.JudgeAsync(ada, _project, 1);

        var told = await socket.ReceiveNextAsync("onTaskAvailable");
        Assert.Equal("Animals", told.GetProperty("project").GetProperty("name").GetString());
    }

    private async Task EndMembershipAsync(string worker, string? project = null)
    {
        var id = (await _server.DataAsync(worker, "{ viewer { worker { id } } }"))
            .GetProperty("viewer").GetProperty("worker").GetProperty("id").GetString();
        await _server.DataAsync(
            _administrator,
            "mutation($p: ID!, $w: ID!) { endMembership(input: { projectId: $p, workerId: $w }) "
                + "{ membership { endedAt } } }",
            new { p = project ?? _project, w = id });
    }

    private async Task RevokeAsync(string id)
        => Assert.NotNull((await _server.DataAsync(
            _administrator,
            "mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { apiKey { revokedAt } } }",
            new { id })).GetProperty("revokeApiKey").GetProperty("apiKey").GetProperty("revokedAt").GetString());
}
