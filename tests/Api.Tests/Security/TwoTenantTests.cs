using System.Net;
using System.Text.Json;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Tests.Transport;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Security;

/// <summary>Everything the schema has, asked for with somebody else's ids.</summary>
public sealed class TwoTenantTests : IAsyncLifetime
{
    private TwoTenants _tenants = null!;
    private ISchema _schema = null!;

    public async Task InitializeAsync()
    {
        _tenants = await TwoTenants.CreateAsync();
        _schema = _tenants.Server.Services.GetRequiredService<ISchema>();
    }

    public async Task DisposeAsync() => await _tenants.DisposeAsync();

    [Fact]
    public async Task The_owner_finds_what_the_others_must_not()
    {
        var found = 0;
        foreach (var document in Documents(Role.Administrator, "query", _schema.Query!))
            found += (await AskAsync(_tenants.Owner, document)).Contains(TwoTenants.Canary) ? 1 : 0;

        Assert.True(found >= 12, $"The walk finds the canary in {found} fields; it proves little.");
    }

    [Fact]
    public async Task Nobody_else_reads_any_of_it()
    {
        foreach (var (who, role, key) in _tenants.Others)
            foreach (var document in Documents(role, "query", _schema.Query!).Concat(Nodes(role)))
            {
                var answer = await AskAsync(key, document);
                Assert.False(answer.Contains(TwoTenants.Canary), $"{who}: {document}\n{answer}");
            }
    }

    [Fact]
    public async Task Nobody_else_changes_any_of_it()
    {
        var before = await StateAsync();

        foreach (var (who, role, key) in _tenants.Others)
            foreach (var document in Documents(role, "mutation", _schema.Mutation!))
            {
                var answer = await AskAsync(key, document);
                Assert.False(answer.Contains(TwoTenants.Canary), $"{who}: {document}\n{answer}");
            }

        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Nobody_else_hears_any_of_it()
    {
        foreach (var (who, role, key) in _tenants.Others)
            foreach (var document in Documents(role, "subscription", _schema.Subscription!))
            {
                using var events = await GraphEvents.OpenAsync(_tenants.Server.Client(key), document);
                var sent = await events.ReadEventAsync();
                Assert.True(sent.Data!.Contains("NOT_FOUND"), $"{who}: {document}\n{sent}");
            }
    }

    [Fact]
    public async Task Nobody_else_imports_into_it()
    {
        foreach (var (_, _, key) in _tenants.Others)
        {
            using var client = _tenants.Server.Client(key);
            using var response = await client.PostAsync(
                new Uri($"/projects/{_tenants.Project}/items:import?format=csv", UriKind.Relative),
                new StringContent("text\nhello\n"));
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }
    }

    // Each document holds every ID position of its field; the walker fails on one that nobody supplies.
    // Lists are asked for as they are, and filtered by every id.
    private IEnumerable<string> Documents(Role role, string operation, IObjectGraphType root)
        => from filters in new[] { false, true }
           let walker = new SchemaWalker(_tenants.IdFor) { Role = role, Filters = filters }
           from field in root.Fields
           where walker.MayAsk(root, field) && (!filters || field.Arguments?.Find("where") is not null)
           select walker.Document(operation, field);

    private IEnumerable<string> Nodes(Role role)
    {
        if (role == Role.Worker)
            yield break;
        var all = string.Join(", ", _tenants.Ids.Values.Select(id => $"\"{id}\""));
        yield return $"{{ nodes(ids: [{all}]) {{ id __typename }} }}";
        foreach (var id in _tenants.Ids.Values)
            foreach (var field in new[] { "node", "item", "task", "project" })
                yield return $"{{ {field}(id: \"{id}\") {{ id __typename }} }}";
    }

    private async Task<string> AskAsync(string key, string document)
    {
        var answer = await _tenants.Server.PostAsync(key, document);
        if (answer.TryGetProperty("errors", out var errors))
            Assert.All(errors.EnumerateArray(), error => Assert.Contains(
                error.GetProperty("extensions").GetProperty("code").GetString(),
                new[] { "FORBIDDEN", "NOT_FOUND" }));
        return answer.ToString();
    }

    /// <summary>All that the owner can see; what time alone changes is left out.</summary>
    private async Task<string> StateAsync()
    {
        var data = await _tenants.Server.DataAsync(
            _tenants.Owner,
            """
            query($p: ID!) {
              project(id: $p) { id name settings { leaseSeconds } }
              items(projectId: $p, first: 100) { nodes { id state externalId judgements { nodes { id } } } }
              tasks(projectId: $p, first: 100) { nodes { id state filled } }
              workers(projectId: $p) { nodes { id name } }
              modelVersions(projectId: $p) { nodes { id stage } }
              events(projectId: $p, first: 100) { nodes { cursor kind } }
              apiKeys { nodes { id revokedAt } }
              members { nodes { id } }
            }
            """,
            new { p = _tenants.Project });
        return JsonSerializer.Serialize(data);
    }
}
