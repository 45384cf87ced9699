using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class HttpDetailsTests : IAsyncLifetime
{
    private const string Mutation =
        """{"query":"mutation { triggerJob(input: { projectId: \"none\", job: RERANK }) """
        + """{ errors { __typename } } }"}""";

    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new() { BatchMax = 3 });
        _key = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("application/json", HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("application/json; charset=iso-8859-1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=x", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_form_of_another_site_changes_nothing(string contentType, HttpStatusCode expected)
    {
        using var client = _server.Client(_key);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Mutation));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await client.PostAsync("", content);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Answers_are_compressed_for_those_who_take_it(string encoding)
    {
        using var client = _server.Client(_key);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding);

        using var response = await client.PostAsJsonAsync("", new { query = "{ __schema { types { name } } }" });
        using var events = await GraphEvents.OpenAsync(_server.Client(_key), "{ __typename }");

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Empty(events.Response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_batch_is_answered_in_its_order_up_to_the_cap()
    {
        using var client = _server.Client(_key);
        object One(string query) => new { query };

        using var three = await client.PostAsJsonAsync(
            "", new[] { One("{ a: __typename }"), One("{ b }"), One("{ c: __typename }") });
        using var four = await client.PostAsJsonAsync("", Enumerable.Repeat(One("{ __typename }"), 4));
        using var none = await client.PostAsJsonAsync("", Array.Empty<object>());

        var answers = (await three.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().ToList();
        Assert.Equal(3, answers.Count);
        Assert.Equal("Query", answers[0].GetProperty("data").GetProperty("a").GetString());
        Assert.True(answers[1].TryGetProperty("errors", out _));
        Assert.Equal("Query", answers[2].GetProperty("data").GetProperty("c").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (four.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task There_are_no_batches_unless_somebody_wants_them()
    {
        await using var usual = await GraphServer.StartAsync();
        using var client = usual.Client(await usual.AdministratorAsync());

        using var response = await client.PostAsJsonAsync("", new[] { new { query = "{ __typename }" } });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_browser_is_shown_a_page_that_holds_no_data()
    {
        using var client = _server.Client(key: null);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");

        using var page = await client.GetAsync("");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        foreach (var path in System.Text.RegularExpressions.Regex.Matches(html, "(?:src|href)=\"(graphql/[^\"]+)\"")
            .Select(match => match.Groups[1].Value).Append("graphql/assets/LICENSES.txt"))
        {
            using var asset = await client.GetAsync(new Uri("/" + path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Equal("nosniff", asset.Headers.GetValues("X-Content-Type-Options").Single());
        }
        using var missing = await client.GetAsync(new Uri("/graphql/assets/..%2findex.html", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
