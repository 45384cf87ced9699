using System.Text.Json;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Tests.Transport;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Streaming;

public sealed class SubscriptionHubTests : IAsyncLifetime
{
    private const string Changes = """
        subscription($p: ID!) { onItemChanged(projectId: $p) { cursor item { data consensus { confidence } } } }
        """;

    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new() { WaitingResultsMax = 8 });
        _key = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_result_is_computed_once_however_many_listen()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        var alone = await CountStatementsAsync(project, listeners: 1);

        var together = await CountStatementsAsync(project, listeners: 20);

        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task Who_has_other_permissions_or_asks_for_something_else_has_another_stream()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        var scientist = await _server.CreateKeyAsync(_key, "SCIENTIST");
        using var first = await ListenAsync(_key, project);
        using var same = await ListenAsync(await _server.AdministratorAsync(), project);
        using var other = await ListenAsync(scientist, project);
        using var aliased = await GraphSocket.OpenAsync(_server.Address, _key);
        await aliased.SubscribeAsync("1", Changes.Replace("cursor", "at: cursor"), new { p = project });

        await WaitAsync(() => Hub.SharedCount == 3);
    }

    [Fact]
    public async Task The_last_one_to_go_ends_the_stream()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        var first = await ListenAsync(_key, project);
        var second = await ListenAsync(_key, project);
        await WaitAsync(() => Hub.SharedCount == 1);
        first.Abort();
        await AddItemsAsync(project, 1);
        await second.ReceiveNextAsync("onItemChanged");

        second.Abort();

        await WaitAsync(() => Hub.SharedCount == 0);
    }

    [Fact]
    public async Task Who_takes_too_long_is_left_behind_and_slows_nobody()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var slow = await ListenAsync(_key, project);
        using var quick = await ListenAsync(_key, project);
        await WaitAsync(() => Hub.SharedCount == 1);
        const int Items = 200;

        // Megabytes: more than the buffers of a connection hold.
        for (var item = 0; item < Items; item++)
        {
            await AddItemsAsync(project, 1, bytes: 100_000);
            await quick.ReceiveNextAsync("onItemChanged");
        }
        while (await slow.ReceiveAsync() is not null)
        {
            // What was on its way.
        }

        Assert.Equal(4413, slow.CloseCode);
    }

    private SubscriptionHub Hub => _server.Services.GetRequiredService<SubscriptionHub>();

    private async Task<int> CountStatementsAsync(string project, int listeners)
    {
        var sockets = new List<GraphSocket>();
        for (var listener = 0; listener < listeners; listener++)
            sockets.Add(await ListenAsync(_key, project));
        await WaitAsync(() => Hub.SharedCount == 1);
        await GraphServer.QuietAsync();
        _server.Statements.Reset();

        await AddItemsAsync(project, 1);
        foreach (var socket in sockets)
            await socket.ReceiveNextAsync("onItemChanged");
        var count = _server.Statements.CountOf("ItemContents");

        sockets.ForEach(socket => socket.Dispose());
        await WaitAsync(() => Hub.SharedCount == 0);
        return count;
    }

    private async Task<GraphSocket> ListenAsync(string key, string project)
    {
        var socket = await GraphSocket.OpenAsync(_server.Address, key);
        await socket.SubscribeAsync("1", Changes, new { p = project });
        // The server takes messages in their order: when the ping is answered, the subscription has begun.
        await socket.SendAsync(new { type = "ping" });
        Assert.Equal("pong", await socket.ReceiveTypeAsync());
        await Task.Delay(100);
        return socket;
    }

    private async Task AddItemsAsync(string project, int count, int bytes = 10)
    {
        await using var db = await _server.OpenDatabaseAsync();
        var found = await db.Projects.SingleAsync(known => known.Id == Api.Graph.GlobalId.Parse<ProjectId>(project));
        var data = JsonSerializer.Serialize(new { text = new string('x', bytes) });
        await _server.Services.GetRequiredService<AddItems>().ExecuteAsync(
            found,
            [.. Enumerable.Range(0, count).Select(_ => new NewItem($"{Guid.NewGuid():n}", data))],
            CancellationToken.None);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 400 && !condition(); attempt++)
            await Task.Delay(25);
        Assert.True(condition());
    }
}
