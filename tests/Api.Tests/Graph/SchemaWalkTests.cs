using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Api.Tests.Transport;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>What must hold for every field, those included that are not written yet.</summary>
public sealed class SchemaWalkTests : IAsyncLifetime
{
    private TwoTenants _tenants = null!;
    private const int FewRows = 4;
    private const int Rows = 9;
    private readonly List<string> _projects = [];
    private readonly List<string> _items = [];
    private readonly List<string> _workers = [];
    private int _nextItem;
    private int _nextWorker;
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
            _projects.Add(await _server.CreateProjectAsync(_tenants.Owner, items: 1, $"Project {number}"));
            await _server.DataAsync(
                _tenants.Owner,
                """
                mutation($n: String!) { addMember(input: {
                  issuer: "i", subject: $n, name: $n, role: SCIENTIST, idempotencyKey: $n }) { member { id } } }
                """,
                new { n = $"Member {number}" });
        }
        var items = await _server.DataAsync(
            _tenants.Owner, "query($p: ID!) { items(projectId: $p) { nodes { id } } }", new { p = _tenants.Project });
        _items.AddRange(items.GetProperty("items").GetProperty("nodes").EnumerateArray()
            .Select(item => item.GetProperty("id").GetString()!));
        var workers = await _server.DataAsync(
            _tenants.Owner, "query($p: ID!) { workers(projectId: $p) { nodes { id } } }", new { p = _tenants.Project });
        _workers.AddRange(workers.GetProperty("workers").GetProperty("nodes").EnumerateArray()
            .Select(worker => worker.GetProperty("id").GetString()!));
        await WorkflowRows.AddAsync(_tenants, Rows);
        await ManyRows.AddAsync(_tenants, Rows);
        await WorkforceRows.AddAsync(_tenants, Rows);
        await FactoryRows.AddAsync(_tenants, Rows);
        await OccupyAsync();
    }

    // The last worker holds a task of each project.
    private async Task OccupyAsync()
    {
        var id = (await _server.DataAsync(_worker, "{ viewer { worker { id } } }"))
            .GetProperty("viewer").GetProperty("worker").GetProperty("id").GetString();
        foreach (var project in _projects)
        {
            await _server.DataAsync(
                _tenants.Owner,
                "mutation($p: ID!, $w: ID!) { beginMembership(input: { projectId: $p, workerId: $w, "
                    + "idempotencyKey: \"" + project + "\" }) { membership { createdAt } } }",
                new { p = project, w = id });
            await _server.DataAsync(
                _worker,
                "mutation($p: ID!) { claimTasks(input: { projectId: $p }) { leases { token } } }",
                new { p = project });
        }
    }

    public async Task DisposeAsync() => await _tenants.DisposeAsync();

    [Fact]
    public async Task The_number_of_statements_does_not_grow_with_the_page()
    {
        var grown = new List<string>();
        foreach (var role in new[] { Role.Administrator, Role.Worker })
            foreach (var field in _schema.Query!.Fields.Where(field => Walker(role).MayAsk(_schema.Query, field)))
            {
                var (few, small) = await CountAsync(role, field, FewRows);
                var (many, large) = await CountAsync(role, field, Rows);
                // A row may be the first that points at something: that is one statement more, not one for each row.
                if (many >= few + Rows - FewRows)
                    grown.Add($"{role}, {field.Name}: {few} statements for {small} characters, {many} for {large}");
            }

        Assert.True(grown.Count == 0, string.Join('\n', grown));
    }

    [Fact]
    public async Task The_walk_fills_every_page_it_asks_for()
    {
        var lists = _schema.Query!.Fields
            .Where(field => field.Arguments?.Find("first") is not null).ToList();
        Assert.NotEmpty(lists);
        foreach (var field in lists)
            foreach (var size in new[] { FewRows, Rows })
            {
                var data = await _server.DataAsync(
                    _tenants.Owner, Walker(Role.Administrator, size, field.Name).Document("query", field));
                Assert.True(
                    data.GetProperty(field.Name).GetProperty("nodes").GetArrayLength() == size,
                    $"{field.Name}: {data}");
            }
        var document = Walker(Role.Worker, Rows).Document("query", _schema.Query.GetField("viewer")!);
        var viewer = (await _server.DataAsync(_worker, document)).GetProperty("viewer");
        foreach (var list in new[] { "leases", "memberships" })
            Assert.Equal(Rows, viewer.GetProperty(list).GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public void The_walk_asks_for_every_field_that_a_query_leads_to()
    {
        var visited = new HashSet<string>();
        foreach (var role in new[] { Role.Administrator, Role.Worker })
        {
            foreach (var field in _schema.Query!.Fields.Where(field => Walker(role).MayAsk(_schema.Query, field)))
            {
                var walker = Walker(role, field: field.Name);
                walker.Document("query", field);
                visited.UnionWith(walker.Visited);
            }
        }
        var all = new HashSet<string>();
        Collect(_schema.Query!, [], all);

        var missed = all.Except(visited).Order().ToList();
        Assert.True(missed.Count == 0, string.Join(", ", missed));
    }

    private static void Collect(IGraphType type, HashSet<string> seen, HashSet<string> all)
    {
        if (type is IProvideResolvedType wrapper)
            Collect(wrapper.ResolvedType!, seen, all);
        else if (type is IAbstractGraphType group)
            foreach (var possible in group.PossibleTypes)
                Collect(possible, seen, all);
        else if (type is IObjectGraphType complex && seen.Add(type.Name))
            foreach (var field in complex.Fields.Where(field => field.Name is not ("edges" or "pageInfo")))
            {
                if (type.Name != "Query")
                    all.Add($"{type.Name}.{field.Name}");
                Collect(field.ResolvedType!, seen, all);
            }
    }

    [Fact]
    public async Task The_walk_sees_pages_that_grow()
    {
        var field = _schema.Query!.Fields.Single(candidate => candidate.Name == "items");

        var (_, small) = await CountAsync(Role.Administrator, field, pageSize: 1);
        var (_, large) = await CountAsync(Role.Administrator, field, pageSize: 8);

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
            // The gallery is read from no storage: nothing in it can fail.
            foreach (var field in root.Fields.Where(field => field.Name != "projectTemplates"))
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

    private static bool IsNotOfAuthentication(string statement)
        => !(statement.Contains("\"ApiKeys\"", StringComparison.Ordinal)
            && statement.Contains("\"Hash\" = @", StringComparison.Ordinal));

    internal static void AssertTellsNothing(string field, string answer)
    {
        Assert.True(answer.Contains("INTERNAL_ERROR") && answer.Contains("traceId"), $"{field}: {answer}");
        // The name of a field is no secret, nor is that items can be exceptions.
        answer = answer.Replace(field, "", StringComparison.Ordinal);
        Assert.False(Regex.IsMatch(answer, @"\b(?!Item)\w*Exception\b"), $"{field}: {answer}");
        foreach (var secret in new[] { "SECRET", "SELECT", "Sqlite", "   at ", ".cs", "Microsoft" })
            Assert.False(answer.Contains(secret, StringComparison.Ordinal), $"{field}: {answer}");
    }

    private (string Key, string Document) DocumentOf(IObjectGraphType root, FieldType field)
    {
        // A comparison has nothing of its own: what it compares lies a level deeper.
        var walker = new SchemaWalker(_tenants.IdFor) { Depth = field.Name == "compareWorkers" ? 2 : 1 };
        if (walker.MayAsk(root, field))
            return (_tenants.Owner, walker.Document(root.Name.ToLowerInvariant(), field));
        walker = new SchemaWalker(_tenants.IdFor) { Depth = 1, Role = Role.Worker };
        return (_worker, walker.Document(root.Name.ToLowerInvariant(), field));
    }

    // Another item each time: a list of one and the same would prove nothing.
    private string IdFor(string name, string path)
        => name switch
        {
            "ids" => $"\"{_items[_nextItem++ % _items.Count]}\"",
            "workerIds" => $"\"{_workers[_nextWorker++ % _workers.Count]}\"",
            _ => _tenants.IdFor(name, path),
        };

    // Choices and values lie a level deeper than the rest.
    private SchemaWalker Walker(Role role, int pageSize = FewRows, string field = "")
        => new(IdFor)
        {
            Depth = field switch
            {
                "workflowVersions" => 5,
                "project" or "judgements" => 4,
                "node" or "nodes" => 2,
                _ => 3,
            },
            PageSize = pageSize,
            ListSize = pageSize,
            Role = role,
        };

    private async Task<(int Statements, int Characters)> CountAsync(Role role, FieldType field, int pageSize)
    {
        var key = role == Role.Worker ? _worker : _tenants.Owner;
        var document = Walker(role, pageSize, field.Name).Document("query", field);
        await _server.DataAsync(key, document); // what is cached is cached now
        _server.Statements.Reset();
        var data = await _server.DataAsync(key, document);
        return (_server.Statements.Count, data.ToString().Length);
    }
}
