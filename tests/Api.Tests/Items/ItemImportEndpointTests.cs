using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Items;

public sealed class ItemImportEndpointTests : IAsyncLifetime
{
    private GraphServer _server = null!;
    private string _administrator = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _administrator = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_administrator, items: 0);
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task Good_rows_become_items_and_bad_ones_are_named()
    {
        var (status, report) = await ImportAsync(
            _administrator, "format=csv&id=nr&text=words", "nr,words,lang\n1,hello,en\n2,,en\n3,world,de\n");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"imported":2,"unchanged":0,"rejected":1,"errors":[{"line":3,"reason":"The text is empty."}]}""",
            report.GetRawText());
        var items = await _server.DataAsync(
            _administrator,
            "query($p: ID!) { items(projectId: $p) { nodes { externalId data attributes } } }",
            new { p = _project });
        Assert.Equal(
            [
                """{"externalId":"1","data":{"text":"hello"},"attributes":{"lang":"en"}}""",
                """{"externalId":"3","data":{"text":"world"},"attributes":{"lang":"de"}}""",
            ],
            items.GetProperty("items").GetProperty("nodes").EnumerateArray().Select(item => item.GetRawText()));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_imported()
        => await RefusesAsync(null, "format=csv", HttpStatusCode.Unauthorized, "UNAUTHENTICATED");

    [Fact]
    public async Task A_worker_does_not_import()
        => await RefusesAsync(
            await _server.CreateWorkerAsync(_administrator, _project, "Ada"), "format=csv", HttpStatusCode.Forbidden,
            "FORBIDDEN");

    [Fact]
    public async Task The_project_of_others_is_not_there()
        => await RefusesAsync(
            await _server.StrangerAsync(), "format=csv", HttpStatusCode.NotFound,
            "NOT_FOUND");

    [Fact]
    public async Task A_column_of_known_answers_is_no_attribute()
    {
        var (_, report) = await ImportAsync(
            _administrator, "format=csv&id=id&gold=known", "id,text,known,lang\n1,hello,cat,en\n2,world,,de\n");

        Assert.Equal(2, report.GetProperty("imported").GetInt32());
        var found = await _server.DataAsync(
            _administrator,
            "query($p: ID!) { goldItems(projectId: $p) { nodes { item { externalId attributes } } } }",
            new { p = _project });
        Assert.Equal(
            ["""{"externalId":"1","attributes":{"lang":"en"}}"""],
            found.GetProperty("goldItems").GetProperty("nodes").EnumerateArray()
                .Select(gold => gold.GetProperty("item").GetRawText()));
    }

    [Theory, InlineData(""), InlineData("format=0"), InlineData("format=csv,jsonl")]
    public async Task A_format_must_be_said(string query)
        => await RefusesAsync(_administrator, query, HttpStatusCode.BadRequest, "INVALID_FORMAT");

    [Fact]
    public async Task A_parameter_that_there_is_not_is_named()
        => await RefusesAsync(
            _administrator, "format=csv&golden=known", HttpStatusCode.BadRequest, "UNKNOWN_PARAMETER");

    [Fact]
    public async Task What_is_no_gzip_is_refused()
        => await RefusesAsync(
            _administrator, "format=csv", HttpStatusCode.BadRequest, "INVALID_FILE", [0x1f, 0x8b, 8, 0, 1, 2, 3]);

    private async Task RefusesAsync(
        string? key, string query, HttpStatusCode expected, string code, byte[]? body = null)
    {
        var (status, answer) = await ImportAsync(key, query, body ?? "text\nhello\n"u8.ToArray());

        Assert.Equal((expected, code), (status, answer.GetProperty("code").GetString()));
        Assert.NotEmpty(answer.GetProperty("message").GetString()!);
    }

    private Task<(HttpStatusCode Status, JsonElement Answer)> ImportAsync(string? key, string query, string file)
        => ImportAsync(key, query, Encoding.UTF8.GetBytes(file));

    private async Task<(HttpStatusCode Status, JsonElement Answer)> ImportAsync(
        string? key, string query, byte[] file)
    {
        using var client = _server.Client(key);
        using var response = await client.PostAsync(
            $"/projects/{_project}/items:import?{query}", new ByteArrayContent(file));
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
