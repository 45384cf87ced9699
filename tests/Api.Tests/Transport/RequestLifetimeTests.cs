using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

/// <summary>A request that nobody waits for, or that takes too long, ends down to its statement.</summary>
public sealed class RequestLifetimeTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new() { ExecutionTimeout = TimeSpan.FromSeconds(1) });
        _key = await _server.AdministratorAsync();
        _server.Statements.Holds = statement => statement.Contains("FROM \"Projects\"", StringComparison.Ordinal);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_client_that_goes_away_takes_its_statement_along()
    {
        await using var patient = await GraphServer.StartAsync();
        patient.Statements.Holds = _server.Statements.Holds;
        using var client = patient.Client(await patient.AdministratorAsync());
        using var gone = new CancellationTokenSource();
        var asking = client.PostAsJsonAsync("", new { query = "{ projects { nodes { id } } }" }, gone.Token);
        await patient.Statements.Held.Task.WaitAsync(Patience);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await patient.Statements.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_socket_that_is_lost_takes_its_statements_along()
    {
        await using var patient = await GraphServer.StartAsync();
        patient.Statements.Holds = _server.Statements.Holds;
        using var socket = await GraphSocket.OpenAsync(patient.Address, await patient.AdministratorAsync());
        await socket.SubscribeAsync("1", "{ projects { nodes { id } } }");
        await patient.Statements.Held.Task.WaitAsync(Patience);

        socket.Abort();

        await patient.Statements.Cancelled.Task.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    public async Task A_query_that_takes_too_long_ends_with_its_statement(string accept)
    {
        using var client = _server.Client(_key);
        client.DefaultRequestHeaders.Accept.ParseAdd(accept);
        var watch = Stopwatch.StartNew();

        using var response = await client.PostAsJsonAsync("", new { query = "{ projects { nodes { id } } }" });

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), Patience);
        Assert.Contains("\"TIMEOUT\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode); // not the client's fault
        await _server.Statements.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_subscription_may_take_longer()
    {
        _server.Statements.Holds = null;
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var socket = await GraphSocket.OpenAsync(_server.Address, _key);
        await socket.SubscribeAsync(
            "1", "subscription($p: ID!) { onItemChanged(projectId: $p) { kind } }", new { p = project });
        await Task.Delay(TimeSpan.FromSeconds(1.5));

        await _server.JudgeAsync(await _server.CreateWorkerAsync(_key, project, "Ada"), project, 1);

        Assert.Equal("TASK_CLAIMED", (await socket.ReceiveNextAsync("onItemChanged")).GetProperty("kind").GetString());
    }
}
