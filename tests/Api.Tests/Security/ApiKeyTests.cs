using System.Text.Json;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Graph;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Security;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private GraphServer _server = null!;
    private string _administrator = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _administrator = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_secret_is_said_once_and_never_stored()
    {
        const string Document = """
            mutation {
              createApiKey(input: { name: "ci", role: SERVICE, idempotencyKey: "k" }) { secret apiKey { id } } }
            """;

        var first = (await _server.DataAsync(_administrator, Document)).GetProperty("createApiKey");
        var again = (await _server.DataAsync(_administrator, Document)).GetProperty("createApiKey");

        var secret = first.GetProperty("secret").GetString()!;
        Assert.Equal(JsonValueKind.Null, again.GetProperty("secret").ValueKind);
        Assert.Equal(first.GetProperty("apiKey").GetRawText(), again.GetProperty("apiKey").GetRawText());
        await using var db = await _server.OpenDatabaseAsync();
        var stored = await db.ApiKeys.AsNoTracking().SingleAsync(key => key.Name == "ci");
        Assert.Equal(ApiKeySecret.HashOf(secret), stored.Hash);
        Assert.DoesNotContain(secret, JsonSerializer.Serialize(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_only_reads_changes_nothing()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);
        var key = await _server.CreateKeyAsync(_administrator, "MANAGER", "isReadOnly: true");

        var read = await _server.DataAsync(key, "query($p: ID!) { project(id: $p) { name } }", new { p = project });
        var write = await _server.PostAsync(
            key,
            "mutation($p: ID!) { createWorker(input: { projectId: $p, name: \"x\", idempotencyKey: \"x\" }) "
                + "{ worker { id } } }",
            new { p = project });
        using var client = _server.Client(key);
        using var import = await client.PostAsync(
            new Uri($"/projects/{project}/items:import?format=csv", UriKind.Relative), new StringContent("text\na\n"));

        Assert.Equal("Animals", read.GetProperty("project").GetProperty("name").GetString());
        Assert.Equal("FORBIDDEN", CodeOf(write));
        Assert.Equal(403, (int)import.StatusCode);
    }

    [Fact]
    public async Task A_key_of_one_project_sees_nothing_of_the_others()
    {
        var mine = await _server.CreateProjectAsync(_administrator, items: 1, "Mine");
        var other = await _server.CreateProjectAsync(_administrator, items: 1, "Other");
        await _server.CreateWorkerAsync(_administrator, other, "Ada");
        var key = await _server.CreateKeyAsync(_administrator, "ADMINISTRATOR", $"projectId: \"{mine}\"");
        var ids = (await _server.DataAsync(
            _administrator,
            "query($p: ID!) { items(projectId: $p) { nodes { id } } tasks(projectId: $p) { nodes { id } } "
                + "workers(projectId: $p) { nodes { id } } }",
            new { p = other })).EnumerateObject()
            .Select(list => list.Value.GetProperty("nodes")[0].GetProperty("id").GetString()!).Append(other).ToList();

        var nodes = await _server.DataAsync(
            key, "query($ids: [ID!]!) { nodes(ids: $ids) { id } projects { nodes { name } } }", new { ids });
        var made = await _server.PostAsync(
            key,
            "mutation { createProject(input: { name: \"x\", instructions: \"x\", questions: [], "
                + "idempotencyKey: \"x\" }) { project { id } } }");

        Assert.Equal(
            """{"nodes":[null,null,null,null],"projects":{"nodes":[{"name":"Mine"}]}}""", nodes.GetRawText());
        Assert.Equal("FORBIDDEN", CodeOf(made));
    }

    [Theory]
    [InlineData("role: WORKER")]
    [InlineData("role: SERVICE, workerId: \"WORKER\"")]
    [InlineData("role: SERVICE, expiresAt: \"2020-01-01T00:00:00Z\"")]
    [InlineData("role: SERVICE, projectId: \"nothing\"")]
    public async Task A_key_that_makes_no_sense_is_refused_with_the_reason(string input)
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        var id = (await _server.DataAsync(worker, "{ viewer { worker { id } } }"))
            .GetProperty("viewer").GetProperty("worker").GetProperty("id").GetString()!;

        var payload = (await _server.DataAsync(
            _administrator,
            $$"""
            mutation { createApiKey(input: { name: "x", idempotencyKey: "x", {{input.Replace("WORKER\"", id + "\"")}} })
              { secret errors { ... on Error { message } } } }
            """)).GetProperty("createApiKey");

        Assert.Equal(JsonValueKind.Null, payload.GetProperty("secret").ValueKind);
        Assert.NotEmpty(payload.GetProperty("errors")[0].GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task When_a_key_was_used_is_known_after_a_while()
    {
        var (secret, id) = await _server.CreateKeyWithIdAsync(_administrator, "SCIENTIST");
        await _server.DataAsync(secret, "{ viewer { name } }");

        await _server.Services.GetRequiredService<KeyUsage>().FlushAsync(CancellationToken.None);

        var node = (await _server.DataAsync(
            _administrator, "query($id: ID!) { node(id: $id) { ... on ApiKey { lastUsedAt } } }", new { id }))
            .GetProperty("node");
        Assert.NotNull(node.GetProperty("lastUsedAt").GetString());
    }

    private static string? CodeOf(JsonElement answer)
        => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();
}
