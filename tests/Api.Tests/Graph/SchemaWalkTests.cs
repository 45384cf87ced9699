using System.Net;
using System.Net.Http.Json;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Api.Tests.Transport;
using ActiveLabel.Domain.Predictions;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>What must hold for every field, those included that are not written yet.</summary>
public sealed class SchemaWalkTests : IAsyncLifetime
{
    private TwoTenants _tenants = null!;
    private const int FewRows = 4;
    private const int Rows = 9;
    private GraphServer _server = null!;
    private ISchema _schema = null!;
    private string _worker = null!;

    public async Task InitializeAsync()
    {
        _tenants = await TwoTenants.CreateAsync();
        _server = _tenants.Server;
        _schema = _server.Services.GetRequiredService<ISchema>();
        for (var number = 0; number < Rows; number++)
        {
            _worker = await _server.CreateWorkerAsync(_tenants.Owner, _tenants.Project, $"Worker {number}");
            await _server.JudgeAsync(_worker, _tenants.Project, 2);
            await _server.CreateProjectAsync(_tenants.Owner, items: 1, $"Project {number}");
        }
        await AddModelVersionsAsync();
    }

    public async Task DisposeAsync() => await _tenants.DisposeAsync();

    [Fact]
    public async Task The_number_of_statements_does_not_grow_with_the_page()
    {
        var grown = new List<string>();
        foreach (var field in _schema.Query!.Fields)
        {
            var (few, small) = await CountAsync(field, FewRows);
            var (many, large) = await CountAsync(field, Rows);
            // A row may be the first that points at something: that is one statement more, not one for each row.
            if (many >= few + Rows - FewRows)
                grown.Add($"{field.Name}: {few} statements for {small} characters, {many} for {large}");
        }

        Assert.True(grown.Count == 0, string.Join('\n', grown));
    }

    [Fact]
    public async Task The_walk_sees_pages_that_grow()
    {
        var field = _schema.Query!.Fields.Single(candidate => candidate.Name == "items");

        var (_, small) = await CountAsync(field, pageSize: 1);
        var (_, large) = await CountAsync(field, pageSize: 8);

        Assert.True(large > small * 4, $"{small} and {large} characters");
    }

    [Fact]
    public async Task A_list_reads_what_items_hold_only_where_it_is_asked_for()
    {
        var document = $"{{ items(projectId: \"{_tenants.Project}\") {{ nodes {{ id externalId state }} }} }}";
        _server.Statements.Reset();
        await _server.DataAsync(_tenants.Owner, document);
        var without = _server.Statements.CountOf("\"Data\"");

        await _server.DataAsync(_tenants.Owner, document.Replace("state", "data"));

        Assert.Equal((0, 1), (without, _server.Statements.CountOf("\"Data\"")));
    }

    [Fact]
    public async Task A_failure_anywhere_tells_a_code_and_a_trace_and_nothing_else()
    {
        foreach (var root in new[] { _schema.Query!, _schema.Mutation! })
            foreach (var field in root.Fields)
            {
                var (key, document) = DocumentOf(root, field);
                _server.Statements.Fails = IsNotOfAuthentication;
                var answer = (await _server.PostAsync(key, document)).ToString();
                _server.Statements.Fails = null;

                AssertTellsNothing(field.Name, answer);
            }
    }

    [Fact]
    public async Task A_subscription_that_fails_tells_no_more()
    {
        foreach (var field in _schema.Subscription!.Fields)
        {
            var (key, document) = DocumentOf(_schema.Subscription, field);
            _server.Statements.Fails = IsNotOfAuthentication;
            using var events = await GraphEvents.OpenAsync(_server.Client(key), document);
            var told = events.Response.IsSuccessStatusCode
                ? (await events.ReadEventAsync()).Data!
                : await events.ReadAllAsync();
            _server.Statements.Fails = null;

            AssertTellsNothing(field.Name, told);
        }
    }

    [Fact]
    public async Task A_failure_before_GraphQL_has_a_say_tells_no_more()
    {
        using var client = _server.Client(_tenants.Owner);
        _server.Statements.Fails = _ => true;

        using var graph = await client.PostAsJsonAsync("", new { query = "{ __typename }" });
        using var import = await client.PostAsync(
            new Uri($"/projects/{_tenants.Project}/items:import?format=csv", UriKind.Relative),
            new StringContent("text\n"));
        _server.Statements.Fails = null;

        Assert.Equal(
            (HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError),
            (graph.StatusCode, import.StatusCode));
        AssertTellsNothing("graphql", await graph.Content.ReadAsStringAsync());
        AssertTellsNothing("import", await import.Content.ReadAsStringAsync());
    }

    private async Task AddModelVersionsAsync()
    {
        await using var db = await _server.OpenDatabaseAsync();
        var first = await db.ModelVersions.SingleAsync();
        db.ModelVersions.AddRange(Enumerable.Range(2, Rows).Select(version => new ModelVersion
        {
            OrganizationId = first.OrganizationId,
            ProjectId = first.ProjectId,
            Version = version,
            Stage = ModelStage.Rejected,
            CreatedAt = first.CreatedAt,
            Labels = 10,
            Temperature = 1,
            Sha256 = first.Sha256,
            Measurement = null,
            Decision = "",
        }));
        await db.SaveChangesAsync();
    }

    private static bool IsNotOfAuthentication(string statement)
        => !(statement.Contains("\"ApiKeys\"", StringComparison.Ordinal)
            && statement.Contains("\"Hash\" = @", StringComparison.Ordinal));

    private static void AssertTellsNothing(string field, string answer)
    {
        Assert.True(answer.Contains("INTERNAL_ERROR") && answer.Contains("traceId"), $"{field}: {answer}");
        foreach (var secret in new[] { "SECRET", "SELECT", "Sqlite", "Exception", "   at ", ".cs", "Microsoft" })
            Assert.False(answer.Contains(secret, StringComparison.Ordinal), $"{field}: {answer}");
    }

    private (string Key, string Document) DocumentOf(IObjectGraphType root, FieldType field)
    {
        var walker = new SchemaWalker(_tenants.IdFor) { Depth = 1 };
        if (walker.MayAsk(root, field))
            return (_tenants.Owner, walker.Document(root.Name.ToLowerInvariant(), field));
        walker = new SchemaWalker(_tenants.IdFor) { Depth = 1, Role = Role.Worker };
        return (_worker, walker.Document(root.Name.ToLowerInvariant(), field));
    }

    private async Task<(int Statements, int Characters)> CountAsync(FieldType field, int pageSize)
    {
        var document = new SchemaWalker(_tenants.IdFor) { Depth = 2, PageSize = pageSize }.Document("query", field);
        await _server.DataAsync(_tenants.Owner, document); // what is cached is cached now
        _server.Statements.Reset();
        var data = await _server.DataAsync(_tenants.Owner, document);
        return (_server.Statements.Count, data.ToString().Length);
    }
}
