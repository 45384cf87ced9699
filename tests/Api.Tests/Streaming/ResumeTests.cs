using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Transport;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Streaming;

/// <summary>What a subscriber is owed when its connection, or the database, is lost on the way.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private const string Changes = """
        subscription($p: ID!, $after: String) {
          onItemChanged(projectId: $p, after: $after) { cursor item { externalId } }
        }
        """;

    private const int Writers = 4;
    private const int ItemsOfEach = 40;
    private GraphServer _server = null!;
    private string _key = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new() { WaitingResultsMax = 8 });
        _key = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_key, items: 0);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Nothing_is_missed_or_out_of_order_while_many_write(bool bySocket) => HearAllAsync(bySocket);

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_missed_where_transactions_commit_side_by_side(bool bySocket)
    {
        await using var database = await TestDatabase.CreateAsync(Provider.PostgreSql);
        await _server.DisposeAsync();
        _server = await GraphServer.StartAsync(new() { WaitingResultsMax = 8 }, database: database.Options);
        _key = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_key, items: 0);

        await HearAllAsync(bySocket);

        await _server.StopAsync();
    }

    private async Task HearAllAsync(bool bySocket)
    {
        var random = new Random(7);
        var (cursors, names, after) = (new List<long>(), new HashSet<string>(), Cursor.Of(0));
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var item = 0; item < ItemsOfEach; item++)
                await AddItemAsync($"{writer}-{item}");
        })));

        while (names.Count < Writers * ItemsOfEach)
            foreach (var told in await HearAsync(bySocket, after, count: Math.Min(
                random.Next(1, 30), (Writers * ItemsOfEach) - names.Count)))
            {
                after = told.GetProperty("cursor").GetString()!;
                cursors.Add(Cursor.Parse(after));
                Assert.True(names.Add(told.GetProperty("item").GetProperty("externalId").GetString()!), "told twice");
            }
        await writing;

        await using var db = await _server.OpenDatabaseAsync();
        Assert.Equal(
            await db.Events.Where(happened => happened.ItemId != null).OrderBy(happened => happened.Sequence)
                .Select(happened => happened.Sequence).ToListAsync(),
            cursors);
    }

    [Fact]
    public async Task A_socket_is_told_that_its_stream_failed_and_can_resume()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);
        await socket.SubscribeAsync("1", Changes, new { p = _project });
        await AddItemAsync("first");
        var cursor = (await socket.ReceiveNextAsync("onItemChanged")).GetProperty("cursor").GetString();

        _server.Statements.Fails = statement => statement.Contains("FROM \"Events\"", StringComparison.Ordinal);
        var failed = await socket.ReceiveAsync();
        _server.Statements.Fails = null;
        await AddItemAsync("second");
        await socket.SubscribeAsync("2", Changes, new { p = _project, after = cursor });

        Assert.Equal("error", failed?.GetProperty("type").GetString());
        Assert.Contains("INTERNAL_ERROR", failed?.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", failed?.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("second", NameOf(await socket.ReceiveNextAsync("onItemChanged")));
    }

    [Fact]
    public async Task An_event_stream_is_told_that_it_failed()
    {
        using var events = await GraphEvents.OpenAsync(_server.Client(_key), Changes, new { p = _project });
        await AddItemAsync("first");
        await events.ReadNextAsync("onItemChanged");

        _server.Statements.Fails = statement => statement.Contains("FROM \"Events\"", StringComparison.Ordinal);
        var failed = await events.ReadEventAsync();
        _server.Statements.Fails = null;

        Assert.Equal("next", failed.Type);
        Assert.Contains("INTERNAL_ERROR", failed.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", failed.Data, StringComparison.Ordinal);
        Assert.Equal("complete", (await events.ReadEventAsync()).Type);
    }

    /// <summary>Some changes after a cursor; then the connection is lost.</summary>
    private async Task<List<JsonElement>> HearAsync(bool bySocket, string after, int count)
    {
        var heard = new List<JsonElement>();
        if (!bySocket)
        {
            using var events = await GraphEvents.OpenAsync(
                _server.Client(_key), Changes, new { p = _project }, lastEventId: after);
            while (heard.Count < count)
                heard.Add(await events.ReadNextAsync("onItemChanged"));
            return heard;
        }
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);
        await socket.SubscribeAsync("1", Changes, new { p = _project, after });
        while (heard.Count < count)
            heard.Add(await socket.ReceiveNextAsync("onItemChanged"));
        socket.Abort();
        return heard;
    }

    private async Task AddItemAsync(string name)
    {
        await using var db = await _server.OpenDatabaseAsync();
        var project = await db.Projects.SingleAsync(known => known.Id == GlobalId.Parse<ProjectId>(_project));
        await _server.Services.GetRequiredService<AddItems>().ExecuteAsync(
            project, [new NewItem(name, "{}")], CancellationToken.None);
    }

    private static string? NameOf(JsonElement told) => told.GetProperty("item").GetProperty("externalId").GetString();
}
