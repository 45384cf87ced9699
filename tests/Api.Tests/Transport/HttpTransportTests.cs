using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class HttpTransportTests : IAsyncLifetime
{
    private const string Json = "application/json";
    private const string GraphQLResponse = "application/graphql-response+json";
    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _key = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("al_unknown")]
    public async Task Without_a_key_that_holds_nothing_is_answered(string? key)
    {
        var (status, type, body) = await PostAsync("""{"query":"{ __typename }"}""", key, Json);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal(Json, type);
        Assert.Equal("UNAUTHENTICATED", CodeOf(body));
    }

    [Fact]
    public async Task A_revoked_key_ends_at_once()
    {
        await _server.DataAsync(_key, "{ __typename }");
        await using (var db = await _server.OpenDatabaseAsync())
        {
            var key = db.ApiKeys.Single();
            key.RevokedAt = DateTimeOffset.UnixEpoch;
            await db.SaveChangesAsync();
        }

        Assert.Equal("UNAUTHENTICATED", CodeOf(await _server.PostAsync(_key, "{ __typename }")));
    }

    [Theory]
    [InlineData("""{"query":"{ __typename }"}""", Json, 200)]
    [InlineData("""{"query":"{ __typename }"}""", GraphQLResponse, 200)]
    [InlineData("""{"query":"{"}""", Json, 200)]
    [InlineData("""{"query":"{"}""", GraphQLResponse, 400)]
    [InlineData("""{"query":"{ nothing }"}""", GraphQLResponse, 400)]
    [InlineData("""{"query":"query q($a: ID!) { node(id: $a) { id } }"}""", GraphQLResponse, 400)]
    [InlineData("""{"query":"subscription { onQueueChanged(projectId: \"a\") { cursor } }"}""", GraphQLResponse, 400)]
    [InlineData("""{}""", Json, 400)]
    [InlineData("""null""", Json, 400)]
    [InlineData("""[]""", Json, 400)]
    [InlineData("""{"query":7}""", Json, 400)]
    [InlineData("""{"query":"{ __typename }","variables":7}""", Json, 400)]
    [InlineData("""{"query":"{ __typename }","extensions":"none"}""", Json, 400)]
    [InlineData("""{"query":"{ __typename }","operationName":[]}""", Json, 400)]
    [InlineData("""{"query": """, Json, 400)]
    public async Task The_status_says_what_became_of_the_request(string request, string accept, int expected)
    {
        var (status, type, _) = await PostAsync(request, accept);

        Assert.Equal((HttpStatusCode)expected, status);
        Assert.Equal(accept, type);
    }

    [Theory]
    [InlineData("""{"query":"query($a: ID!) { project(id: $a) { id } }","variables":{"a":"x\u0000"}}""")]
    [InlineData("""{"query":"query($a: [ID!]) { __typename }","variables":{"a":[["x",{"b":"\u0000"}]]}}""")]
    [InlineData("""{"query":"{ project(id: \"x\\u0000\") { id } }"}""")]
    public async Task Text_that_a_database_cannot_hold_is_refused(string request)
    {
        var (_, _, body) = await PostAsync(request, _key, Json);

        Assert.Equal("BAD_USER_INPUT", CodeOf(body));
    }

    [Theory]
    [InlineData("*/*", Json)]
    [InlineData("application/*", Json)]
    [InlineData("application/json; charset=utf-8", Json)]
    [InlineData("text/html, application/graphql-response+json;q=0.9, application/json;q=0.8", GraphQLResponse)]
    [InlineData("application/json;q=0.5, application/graphql-response+json", GraphQLResponse)]
    public async Task The_answer_has_the_type_that_the_client_likes_best(string accept, string expected)
        => Assert.Equal(expected, (await PostAsync("""{"query":"{ __typename }"}""", accept)).Type);

    [Fact]
    public async Task A_type_that_there_is_not_is_not_acceptable()
        => Assert.Equal(
            (HttpStatusCode.NotAcceptable, Json),
            await StatusAndTypeAsync("text/html"));

    [Fact]
    public async Task Who_has_a_key_that_does_not_hold_is_told_so()
    {
        using var client = _server.Client("al_unknown");

        using var content = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue(Json));
        using var response = await client.PostAsync("", content);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("unknown", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task A_body_that_is_not_JSON_is_refused(string contentType)
    {
        using var client = _server.Client(_key);
        using var content = new ByteArrayContent("""{"query":"{ __typename }"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await client.PostAsync("", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(
            "\"code\":\"UNSUPPORTED_MEDIA_TYPE\"",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_may_be_asked_by_GET()
    {
        using var client = _server.Client(_key);
        var query = Uri.EscapeDataString("query q($id: ID!) { node(id: $id) { id } }");
        var variables = Uri.EscapeDataString("""{"id":"none"}""");

        var answer = await client.GetStringAsync(new Uri($"?query={query}&variables={variables}", UriKind.Relative));

        Assert.StartsWith("""{"data":{"node":null},"extensions":{"cost":""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mutation_by_GET_changes_nothing()
    {
        using var client = _server.Client(_key);
        var mutation = Uri.EscapeDataString("mutation { rotateWorkerKey(input: { workerId: \"a\" }) { apiKey } }");

        using var response = await client.GetAsync(new Uri($"?query={mutation}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("POST", response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_and_without_its_length()
    {
        var large = $$"""{"query":"{ __typename }", "operationName": "{{new string('a', 2_000_000)}}" }""";
        using var client = _server.Client(_key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(large) };
        request.Content.Headers.ContentType = new(Json);
        request.Headers.TransferEncodingChunked = true;

        using var chunked = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(large)).Status);
    }

    [Fact]
    public async Task An_answer_has_five_errors_at_the_most()
    {
        var answer = await _server.PostAsync(_key, "{ a b c d e f g h }");

        Assert.Equal(5, answer.GetProperty("errors").GetArrayLength());
        Assert.Equal("VALIDATION_FAILED", CodeOf(answer));
    }

    [Fact]
    public async Task The_schema_is_told_to_whoever_has_a_key()
    {
        using var client = _server.Client(_key);

        var schema = await client.GetStringAsync(new Uri("?sdl", UriKind.Relative));

        Assert.Contains("\ntype Query {", schema, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_server_says_nothing_of_how_it_is_made()
    {
        var project = await _server.CreateProjectAsync(_key, items: 1);
        await using (var db = await _server.OpenDatabaseAsync())
        {
            var content = db.ItemContents.Single();
            content.Data = "this is no JSON";
            await db.SaveChangesAsync();
        }

        var answer = await _server.PostAsync(
            _key, "query($p: ID!) { items(projectId: $p) { nodes { data } } }", new { p = project });

        var error = answer.GetProperty("errors")[0];
        Assert.Equal("INTERNAL_ERROR", CodeOf(answer));
        Assert.Equal("The server failed; see its log.", error.GetProperty("message").GetString());
        Assert.Equal(32, error.GetProperty("extensions").GetProperty("traceId").GetString()?.Length);
    }

    private static string? CodeOf(JsonElement answer)
        => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();

    private async Task<(HttpStatusCode Status, string? Type)> StatusAndTypeAsync(string accept)
    {
        var (status, type, _) = await PostAsync("{}", accept);
        return (status, type);
    }

    private Task<(HttpStatusCode Status, string? Type, JsonElement Body)> PostAsync(string body, string accept = Json)
        => PostAsync(body, _key, accept);

    private async Task<(HttpStatusCode Status, string? Type, JsonElement Body)> PostAsync(
        string body, string? key, string accept = Json)
    {
        using var client = _server.Client(key);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(Json));
        using var response = await client.PostAsync("", content);
        var text = await response.Content.ReadAsStringAsync();
        return (
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
