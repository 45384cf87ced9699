using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class DocumentStoreTests : IDisposable
{
    private const string Trusted = "query($p: ID!) { project(id: $p) { name } }";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("activelabel-documents");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_trusted_document_is_asked_for_by_its_hash()
    {
        await File.WriteAllTextAsync(PathOf($"{HashOf(Trusted)}.graphql"), Trusted);
        await File.WriteAllTextAsync(
            PathOf("relay.json"),
            JsonSerializer.Serialize(new Dictionary<string, string> { [HashOf("{ __typename }")] = "{ __typename }" }));
        await using var server = await StartAsync(allowsOthers: true);
        var key = await server.AdministratorAsync();
        var p = await server.CreateProjectAsync(key, items: 1);
        using var client = server.Client(key);

        var byId = await PostAsync(client, new { documentId = $"sha256:{HashOf(Trusted)}", variables = new { p } });
        var byExtension = await PostAsync(client, new
        {
            variables = new { p },
            extensions = new { persistedQuery = new { version = 1, sha256Hash = HashOf(Trusted) } },
        });
        var fromJson = await client.GetStringAsync(
            new Uri($"?documentId={HashOf("{ __typename }")}", UriKind.Relative));
        var unknown = await PostAsync(client, new { documentId = $"sha256:{new string('0', 64)}" });

        Assert.Contains("Animals", byId, StringComparison.Ordinal);
        Assert.Contains("Animals", byExtension, StringComparison.Ordinal);
        Assert.Contains("Query", fromJson, StringComparison.Ordinal);
        Assert.Contains("PERSISTED_QUERY_NOT_FOUND", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_may_answer_trusted_documents_alone()
    {
        await File.WriteAllTextAsync(PathOf($"{HashOf(Trusted)}.graphql"), Trusted);
        await using var server = await StartAsync(allowsOthers: false);
        var key = await server.AdministratorAsync();
        using var client = server.Client(key);

        var other = await PostAsync(client, new { query = "{ __typename }" });
        var spelledOut = await PostAsync(client, new { query = Trusted, variables = new { p = "none" } });

        Assert.Contains("DOCUMENT_NOT_TRUSTED", other, StringComparison.Ordinal);
        Assert.Contains("\"project\":null", spelledOut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_under_a_hash_that_is_not_its_own_stops_the_start()
    {
        await File.WriteAllTextAsync(PathOf($"{new string('0', 64)}.graphql"), Trusted);

        await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(allowsOthers: true));
    }

    [Fact]
    public async Task A_document_that_was_let_through_before_is_no_way_around_the_rules()
    {
        await using var server = await GraphServer.StartAsync();
        var administrator = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(administrator, items: 1);
        var worker = await server.CreateWorkerAsync(administrator, project, "Ada");
        const string Items = "query($p: ID!, $n: Int) { items(projectId: $p, first: $n) { nodes { "
            + "judgements(first: $n) { nodes { item { judgements(first: $n) { nodes { id } } } } } } } }";
        await server.DataAsync(administrator, Items, new { p = project, n = 1 });

        var asWorker = await server.PostAsync(worker, Items, new { p = project, n = 1 });
        var tooMuch = await server.PostAsync(administrator, Items, new { p = project, n = 100 });
        var noNumber = await server.PostAsync(administrator, Items, new { p = project, n = "many" });
        var noProject = await server.PostAsync(administrator, Items, new { n = 1 });
        var again = await server.DataAsync(administrator, Items, new { p = project, n = 2 });

        Assert.Equal("FORBIDDEN", CodeOf(asWorker));
        Assert.Equal("DOCUMENT_TOO_COMPLEX", CodeOf(tooMuch));
        Assert.Equal("VALIDATION_FAILED", CodeOf(noNumber));
        Assert.Equal("VALIDATION_FAILED", CodeOf(noProject));
        Assert.NotEmpty(again.GetProperty("items").GetProperty("nodes").EnumerateArray());
    }

    [Fact]
    public async Task Who_asks_for_too_much_over_time_is_told_when_to_come_again()
    {
        await using var server = await GraphServer.StartAsync(new() { Budget = new(Burst: 1_000, PerSecond: 100) });
        var key = await server.AdministratorAsync();
        var other = await server.AdministratorAsync();
        using var client = server.Client(key);
        const string Page = "{ projects(first: 100) { nodes { id name createdAt } } }";

        HttpResponseMessage? last = null;
        for (var count = 0; count < 5 && last?.StatusCode != HttpStatusCode.TooManyRequests; count++)
            last = await client.PostAsJsonAsync("", new { query = Page });

        Assert.Equal(HttpStatusCode.TooManyRequests, last!.StatusCode);
        Assert.InRange(last.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Contains("RATE_LIMITED", await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await server.DataAsync(other, Page);
    }

    private Task<GraphServer> StartAsync(bool allowsOthers)
        => GraphServer.StartAsync(new() { TrustedDocuments = new(_directory.FullName, allowsOthers) });

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private static async Task<string> PostAsync(HttpClient client, object request)
        => await (await client.PostAsJsonAsync("", request)).Content.ReadAsStringAsync();

    private static string? CodeOf(JsonElement answer)
        => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();

    private static string HashOf(string text)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
