using System.Net;
using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class EventStreamTransportTests : IAsyncLifetime
{
    private const string Changes = """
        subscription($p: ID!, $after: String) {
          onItemChanged(projectId: $p, after: $after) { cursor kind item { externalId } }
        }
        """;

    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new() { KeepAlive = TimeSpan.FromMilliseconds(300) });
        _key = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_query_is_one_result_and_the_end()
    {
        using var events = await OpenAsync("{ __typename }");

        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Query", (await events.ReadNextAsync("__typename")).GetString());
        Assert.Equal("complete", (await events.ReadEventAsync()).Type);
        Assert.Null(await events.ReadAsync());
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_lives()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var events = await OpenAsync(Changes, new { p = project });

        for (var comment = 0; comment < 3; comment++)
            Assert.Null((await events.ReadAsync())?.Type);
    }

    [Fact]
    public async Task A_browser_that_reconnects_misses_nothing()
    {
        var project = await _server.CreateProjectAsync(_key, items: 30);
        var seen = new List<string>();
        string? lastId;
        using (var events = await OpenAsync(Changes, new { p = project, after = Api.Graph.Cursor.Of(0) }))
        {
            do
            {
                var sent = await events.ReadEventAsync();
                lastId = sent.Id;
                seen.Add(ExternalId(sent));
            }
            while (seen.Count < 11);
        }

        using var again = await OpenAsync(Changes, new { p = project }, lastId);
        while (seen.Count < 30)
            seen.Add(ExternalId(await again.ReadEventAsync()));

        Assert.Equal(Enumerable.Range(0, 30).Select(index => $"item-{index}"), seen);
    }

    [Fact]
    public async Task What_is_no_valid_document_is_told_in_the_stream()
    {
        using var events = await OpenAsync("{ nothing }");

        var sent = await events.ReadEventAsync();

        Assert.Equal(HttpStatusCode.OK, events.Response.StatusCode);
        Assert.Equal("VALIDATION_FAILED", CodeOf(sent));
        Assert.Equal("complete", (await events.ReadEventAsync()).Type);
    }

    [Theory]
    [InlineData("subscription { onItemChanged(projectId: \"none\") { cursor } }", null, "NOT_FOUND")]
    [InlineData("subscription($p: ID!) { onItemChanged(projectId: $p) { cursor } }", "garbage", "BAD_USER_INPUT")]
    public async Task A_subscription_that_cannot_start_says_why(string document, string? lastEventId, string code)
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var events = await OpenAsync(document, new { p = project }, lastEventId);

        Assert.Equal(code, CodeOf(await events.ReadEventAsync()));
    }

    [Fact]
    public async Task A_stranger_gets_no_stream()
    {
        using var events = await GraphEvents.OpenAsync(_server.Client("al_unknown"), "{ __typename }");

        Assert.Equal(HttpStatusCode.Unauthorized, events.Response.StatusCode);
        Assert.Equal("application/graphql-response+json", events.Response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_browser_subscribes_by_GET_and_changes_nothing_by_it()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        using var client = _server.Client(_key);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");

        using var mutation = await client.GetAsync("?query=" + Uri.EscapeDataString(
            $"mutation {{ triggerJob(input: {{ projectId: \"{project}\", job: RERANK }})"
            + " { operation { id } } }"));
        using var subscription = await client.GetAsync(
            "?query=" + Uri.EscapeDataString(
                $"subscription {{ onItemChanged(projectId: \"{project}\") {{ cursor }} }}"),
            HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, mutation.StatusCode);
        Assert.Equal("text/event-stream", subscription.Content.Headers.ContentType?.MediaType);
    }

    private static string ExternalId(ServerSentEvent sent)
        => sent.Json.GetProperty("data").GetProperty("onItemChanged").GetProperty("item").GetProperty("externalId")
            .GetString()!;

    private static string? CodeOf(ServerSentEvent sent)
        => sent.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();

    private Task<GraphEvents> OpenAsync(string query, object? variables = null, string? lastEventId = null)
        => GraphEvents.OpenAsync(_server.Client(_key), query, variables, lastEventId);
}
