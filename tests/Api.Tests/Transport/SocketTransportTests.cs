using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Transport;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class SocketTransportTests : IAsyncLifetime
{
    private const string Forever = "subscription($p: ID!) { onItemChanged(projectId: $p) { cursor } }";
    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new()
        {
            InitTimeout = TimeSpan.FromSeconds(1),
            OperationsPerSocketMax = 3,
            RequestBytesMax = 10_000,
        });
        _key = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("""{"type":"connection_init"}""", 4401)]
    [InlineData("""{"type":"connection_init","payload":{"authorization":"Bearer al_unknown"}}""", 4401)]
    [InlineData("""{"type":"connection_init","payload":7}""", 4400)]
    [InlineData("""{"id":"1","type":"subscribe","payload":{"query":"{ __typename }"}}""", 4401)]
    [InlineData("""{"type":"hello"}""", 4400)]
    [InlineData("""{}""", 4400)]
    [InlineData("""no JSON""", 4400)]
    public async Task A_stranger_is_shown_out_with_the_reason(string message, int code)
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address);

        await socket.SendTextAsync(message);

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(code, socket.CloseCode);
    }

    [Fact]
    public async Task Who_says_nothing_is_shown_out()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address);

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(4408, socket.CloseCode);
    }

    [Fact]
    public async Task Who_introduces_himself_twice_is_shown_out()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);

        await socket.SendAsync(new { type = "connection_init" });

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(4429, socket.CloseCode);
    }

    [Fact]
    public async Task An_id_that_is_in_use_is_refused()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);

        await socket.SubscribeAsync("1", Forever, new { p = project });
        await socket.SubscribeAsync("1", Forever, new { p = project });

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(4409, socket.CloseCode);
    }

    [Fact]
    public async Task An_id_can_be_used_again_after_complete()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);
        await socket.SubscribeAsync("1", Forever, new { p = project });
        await socket.SendAsync(new { id = "1", type = "complete" });

        await socket.SubscribeAsync("1", "{ __typename }");

        Assert.Equal("next", await socket.ReceiveTypeAsync());
        Assert.Equal("complete", await socket.ReceiveTypeAsync());
    }

    [Fact]
    public async Task A_message_over_the_limit_closes_the_socket()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);

        await socket.SendTextAsync(new string(' ', 20_000));

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(1009, socket.CloseCode);
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_payload()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);

        await socket.SendAsync(new { type = "ping", payload = new { n = 7 } });

        Assert.Equal("""{"type":"pong","payload":{"n":7}}""", (await socket.ReceiveAsync())?.GetRawText());
    }

    [Fact]
    public async Task A_query_gets_one_result_and_completes()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);

        await socket.SubscribeAsync("q", "{ __typename }");

        Assert.Equal("Query", (await socket.ReceiveNextAsync("__typename")).GetString());
        Assert.Equal("""{"type":"complete","id":"q"}""", (await socket.ReceiveAsync())?.GetRawText());
    }

    [Fact]
    public async Task What_is_no_valid_document_is_an_error_and_the_socket_lives_on()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);

        await socket.SubscribeAsync("q", "{ nothing }");
        var error = await socket.ReceiveAsync();
        await socket.SubscribeAsync("r", "subscription { onItemChanged(projectId: \"none\") { cursor } }");
        var missing = await socket.ReceiveAsync();
        await socket.SubscribeAsync("s", "{ __typename }");

        Assert.Equal("error", error?.GetProperty("type").GetString());
        Assert.Equal(
            "VALIDATION_FAILED",
            error?.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.Contains("NOT_FOUND", missing?.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("next", await socket.ReceiveTypeAsync());
    }

    [Fact]
    public async Task A_socket_runs_so_many_operations_and_no_more()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);
        for (var id = 0; id < 4; id++)
            await socket.SubscribeAsync($"{id}", Forever, new { p = project });

        var message = await socket.ReceiveAsync();

        Assert.Equal("3", message?.GetProperty("id").GetString());
        Assert.Contains(RefusalError.TooManyOperations, message?.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_look_up_who_asks_says_so()
    {
        using var socket = await GraphSocket.OpenAsync(_server.Address);
        _server.Statements.Fails = _ => true;

        await socket.SendAsync(new { type = "connection_init", payload = new { authorization = $"Bearer {_key}" } });

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(4500, socket.CloseCode);
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);
        await socket.SubscribeAsync("1", Forever, new { p = project });

        var stopping = _server.StopAsync();

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(1001, socket.CloseCode);
        await stopping.WaitAsync(TimeSpan.FromSeconds(15));
    }
}
