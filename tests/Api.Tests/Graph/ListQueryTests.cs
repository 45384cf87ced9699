using System.Text.RegularExpressions;
using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Projects;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Filters and orders of lists.</summary>
public sealed class ListQueryTests : IAsyncLifetime
{
    private TwoTenants _tenants = null!;
    private GraphServer _server = null!;

    public async Task InitializeAsync()
    {
        _tenants = await TwoTenants.CreateAsync();
        _server = _tenants.Server;
    }

    public async Task DisposeAsync() => await _tenants.DisposeAsync();

    [Fact]
    public async Task Every_filter_and_order_walks_an_index()
    {
        var bad = new List<string>();
        foreach (var (list, field) in Lists())
            foreach (var argument in ArgumentsOf(list))
            {
                _server.Statements.Reset();
                await _server.DataAsync(_tenants.Owner, Document(field, argument));
                var statement = _server.Statements.Statements.Last(text => text.Contains("LIMIT"));
                var plan = await ExplainAsync(statement);
                if (plan.Any(step => IsBad(step, argument)))
                    bad.Add($"{list.Name}({argument})\n  {string.Join("\n  ", plan)}\n{statement}");
            }

        Assert.True(bad.Count == 0, string.Join('\n', bad));
    }

    [Fact]
    public async Task Workers_are_found_by_the_beginning_of_their_names_and_listed_by_them()
    {
        foreach (var name in new[] { "Bea", "Bert", "bert", "Anna", "Zoe" })
            await _server.CreateWorkerAsync(_tenants.Owner, _tenants.Project, name);

        Assert.Equal(["Bea", "Bert"], await NamesAsync("where: { name: { startsWith: \"Be\" } }"));
        Assert.Equal(["Zoe", "bert"], await NamesAsync("where: { name: { gt: \"C\", neq: \"CANARY worker\" } }"));
        Assert.Equal(["bert", "Zoe"], await NamesAsync(
            "where: { name: { gte: \"D\", nin: [\"x\"] } }, order: { name: DESC }"));
        Assert.Equal(["Bea", "Anna"], await NamesAsync("where: { name: { in: [\"Anna\", \"Bea\", \"none\"] } }"));
        Assert.Empty(await NamesAsync("where: { name: { in: [] } }"));
        Assert.Equal(5, (await NamesAsync("where: { crowd: { eq: \"private\" }, name: { neq: \"Zoe\" } }")).Count);
    }

    [Fact]
    public async Task Several_values_are_merged_into_one_order_page_by_page()
    {
        await AddAlertsAsync(3);
        await _server.DataAsync(
            _tenants.Owner,
            "mutation($p: ID!) { a: triggerJob(input: { projectId: $p, job: RETRAIN }) { operation { id } } }",
            new { p = _tenants.Project });
        await AddAlertsAsync(2);
        var all = await CursorsAsync("", "kind: { in: [OPERATION_CHANGED, ALERT_RAISED] }", "first: 100");
        Assert.True(all.Count >= 7);

        var (forwards, after) = (new List<string>(), "");
        while (await CursorsAsync(after, "kind: { in: [ALERT_RAISED, OPERATION_CHANGED] }", "first: 2")
            is { Count: > 0 } page)
        {
            forwards.AddRange(page);
            after = $", after: \"{page[^1]}\"";
        }
        var backwards = await CursorsAsync(
            "", "kind: { in: [OPERATION_CHANGED, ALERT_RAISED] }", "last: 100, order: { at: DESC }");

        Assert.Equal(all, forwards);
        Assert.Equal(Enumerable.Reverse(all), backwards);
    }

    [Fact]
    public async Task Alternatives_are_listed_once_in_one_order_page_by_page()
    {
        foreach (var name in new[] { "Bea", "Bert", "bert", "Anna", "Zoe" })
            await _server.CreateWorkerAsync(_tenants.Owner, _tenants.Project, name);
        const string Filter = "where: { or: [{ name: { startsWith: \"Be\" } }, { name: { in: [\"Bea\", \"Zoe\"] } }] "
            + "and: [{ name: { neq: \"Bert\" } }] }, order: { name: ASC }";

        Assert.Equal(["Bea", "Zoe"], await NamesAsync(Filter));
        Assert.Equal(["Bea"], await NamesAsync("first: 1, " + Filter));
        Assert.Equal(["Zoe"], await NamesAsync("last: 1, " + Filter));
        Assert.Equal(["Anna"], await NamesAsync(
            "where: { and: [{ name: { lt: \"B\" } }, { or: [{ name: { eq: \"Anna\" } }] }] }"));
        Assert.Empty(await NamesAsync("where: { or: [] }"));
    }

    [Fact]
    public async Task Items_of_a_step_are_found_by_themselves()
    {
        const string Count = "{{ items(projectId: \"{0}\", where: {{ {1} }}) {{ nodes {{ step }} }} }}";
        async Task<int> CountAsync(string filter) => (await _server.DataAsync(
            _tenants.Owner,
            string.Format(System.Globalization.CultureInfo.InvariantCulture, Count, _tenants.Project, filter)))
            .GetProperty("items").GetProperty("nodes").GetArrayLength();

        Assert.Equal(12, await CountAsync("step: { in: [\"label\", \"done\"] }"));
        Assert.Equal(0, await CountAsync("step: { eq: \"none\" }"));
        Assert.Equal(
            12,
            await CountAsync("step: { eq: \"label\" }, state: { eq: QUEUED }")
                + await CountAsync("state: { in: [DONE, EXCEPTION] }"));
    }

    [Fact]
    public async Task The_log_is_found_by_who_what_and_when()
    {
        async Task<int[]> FoundAsync(string filter) => [.. (await _server.DataAsync(
            _tenants.Owner, $"{{ auditLog(first: 100, where: {{ {filter} }}) {{ nodes {{ sequence }} }} }}"))
            .GetProperty("auditLog").GetProperty("nodes").EnumerateArray()
            .Select(entry => entry.GetProperty("sequence").GetInt32())];
        await using var db = await _server.OpenDatabaseAsync();
        var all = await db.AuditEntries.Where(entry => entry.OrganizationId == GraphServer.Organization)
            .OrderBy(entry => entry.Sequence).ToListAsync();
        var middle = all[all.Count / 2];
        string At(string operation) => $"at: {{ {operation}: \"{middle.At:O}\" }}";

        int[] Those(Func<AuditEntry, bool> wanted)
            => [.. all.Where(wanted).Select(entry => (int)entry.Sequence)];
        Assert.Equal(Those(e => e.Action == "createWorker"), await FoundAsync("action: { eq: \"createWorker\" }"));
        Assert.Equal(Those(e => e.Actor == middle.Actor), await FoundAsync($"actor: {{ eq: \"{middle.Actor}\" }}"));
        Assert.Equal(Those(e => e.At >= middle.At), await FoundAsync(At("gte")));
        Assert.Equal(Those(e => e.At > middle.At), await FoundAsync(At("gt")));
        Assert.Equal(Those(e => e.At <= middle.At), await FoundAsync(At("lte")));
        Assert.Equal(
            Those(e => e.At < middle.At && e.Action == "createWorker"),
            await FoundAsync($"{At("lt")}, action: {{ in: [\"createWorker\"] }}"));
        Assert.Empty(await FoundAsync("at: { gt: \"2999-01-01T00:00:00Z\" }"));
    }

    [Fact]
    public async Task A_cursor_of_one_order_is_refused_under_another()
    {
        var cursor = (await _server.DataAsync(
            _tenants.Owner, "{ projects(first: 1, order: { name: ASC }) { pageInfo { endCursor } } }"))
            .GetProperty("projects").GetProperty("pageInfo").GetProperty("endCursor").GetString();

        await _server.DataAsync(
            _tenants.Owner, $"{{ projects(after: \"{cursor}\", order: {{ name: ASC }}) {{ nodes {{ id }} }} }}");
        var answer = await _server.PostAsync(
            _tenants.Owner, $"{{ projects(after: \"{cursor}\") {{ nodes {{ id }} }} }}");

        Assert.Contains("none that this server gave for a list in this order", answer.ToString());
        Assert.Contains("BAD_USER_INPUT", answer.ToString());
    }

    [Theory]
    [InlineData("workers", "where: { name: { startsWith: \"B\" } }, order: { id: ASC }", "order of 'name' alone")]
    [InlineData("workers", "where: { name: { lt: \"B\" }, crowd: { eq: \"private\" } }", "no index knows both")]
    [InlineData("items", "where: { state: { eq: DONE } }, order: { externalId: ASC }", "order of 'createdAt' alone")]
    [InlineData("events", "where: { kind: { eq: TASK_CLAIMED } }", "name their items too")]
    [InlineData("modelVersions", "order: [{ version: ASC }, { createdAt: ASC }]", "Name one field in 'order'")]
    [InlineData("modelVersions", "order: [{}]", "Name one field in 'order'")]
    [InlineData("items", "where: { step: { in: [\"a\", \"b\", \"c\", \"d\", \"e\"] } }", "at most 20 values of 'step'")]
    [InlineData("items", "where: { and: [{ and: [{ and: [{ arm: { eq: RANDOM } }] }] }] }", "3 deep")]
    [InlineData("workers", "where: { or: [{ name: { gt: \"A\" } }, { crowd: { eq: \"b\" } }] }", "no index knows both")]
    public async Task What_no_index_knows_is_refused_with_a_reason(string list, string arguments, string reason)
    {
        var answer = await _server.PostAsync(
            _tenants.Owner,
            $"{{ {list}(projectId: \"{_tenants.Project}\", {arguments}) {{ nodes {{ __typename }} }} }}");

        Assert.Contains(reason, answer.ToString());
        Assert.Contains("BAD_USER_INPUT", answer.ToString());
    }

    private IEnumerable<(FieldType List, string Field)> Lists()
        => _server.Services.GetRequiredService<ISchema>().Query.Fields
            .Where(field => field.Arguments?.Find("order") is not null)
            .Select(field => (field, field.Arguments!.Find("projectId") is null
                ? $"{field.Name}(first: 3"
                : $"{field.Name}(projectId: \"{_tenants.Project}\", first: 3"));

    /// <summary>Every field of its filter with every operator, and every order both ways.</summary>
    private IEnumerable<string> ArgumentsOf(FieldType list)
    {
        yield return "";
        foreach (var order in FieldsOf(list, "order"))
            foreach (var direction in new[] { "ASC", "DESC" })
                yield return $", order: {{ {order.Name}: {direction} }}";
        var said = new List<string>();
        foreach (var filtered in FieldsOf(list, "where").Where(field => field.Name is not ("and" or "or")))
            foreach (var operation in ((IInputObjectGraphType)filtered.ResolvedType!).Fields)
                foreach (var value in ValuesOf(list.Name, filtered.Name, operation.ResolvedType!))
                {
                    said.Add($"{{ {filtered.Name}: {{ {operation.Name}: {value} }} }}");
                    yield return $", where: {said[^1]}";
                }
        if (!FieldsOf(list, "where").Exists(field => field.Name == "or"))
            yield break;
        yield return $", where: {{ and: [{said[0]}], or: [{said[0]}, {said[0]}] }}";
    }

    private static List<FieldType> FieldsOf(FieldType list, string argument)
        => list.Arguments?.Find(argument)?.ResolvedType switch
        {
            IInputObjectGraphType input => [.. input.Fields],
            ListGraphType { ResolvedType: NonNullGraphType { ResolvedType: IInputObjectGraphType input } }
                => [.. input.Fields],
            _ => [],
        };

    private IEnumerable<string> ValuesOf(string list, string name, IGraphType type) => type switch
    {
        NonNullGraphType inner => ValuesOf(list, name, inner.ResolvedType!),
        ListGraphType many => ValuesOf(list, name, many.ResolvedType!).Select(value => $"[{value}]"),
        IdGraphType => [_tenants.IdFor(name, $"query.{list}")],
        EnumerationGraphType { Name: "EventKind" } => ["ALERT_RAISED"],
        EnumerationGraphType values => [values.Values.First().Name],
        IntGraphType => ["1"],
        ScalarGraphType { Name: "DateTime" } => ["\"2026-01-02T03:04:05Z\""],
        _ => ["\"a\""],
    };

    private static string Document(string field, string argument)
        => $"{{ {field}{argument}) {{ nodes {{ __typename }} }} }}";

    // The rows with one of at most a hundred names may be sorted: a name is there once.
    private static bool IsBad(string step, string argument)
        => (step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("USING"))
            || (step.Contains("TEMP B-TREE FOR ORDER BY") && !IsOfUniqueText(argument));

    private static bool IsOfUniqueText(string argument)
        => argument.Contains(" in: [\"a\"]") && (argument.Contains("name") || argument.Contains("externalId"));

    private async Task<IReadOnlyList<string>> ExplainAsync(string statement)
    {
        await using var db = await _server.OpenDatabaseAsync();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + statement;
        foreach (var name in Regex.Matches(statement, "@\\w+").Select(match => match.Value).Distinct())
        {
            var value = command.CreateParameter();
            (value.ParameterName, value.Value) = (name, "[]");
            command.Parameters.Add(value);
        }
        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        var merges = new HashSet<int>();
        while (await reader.ReadAsync())
        {
            var (id, parent, step) = (reader.GetInt32(0), reader.GetInt32(1), reader.GetString(3));
            if (step.StartsWith("MERGE", StringComparison.Ordinal) || step is "LEFT" or "RIGHT")
                merges.Add(id);
            // What merges pages sorts them, and no more than them: what counts is how each was cut from its walk.
            else if (!merges.Contains(parent) || step.StartsWith("CO-ROUTINE", StringComparison.Ordinal))
                steps.Add(step);
        }
        return steps;
    }

    private Task<bool> AddAlertsAsync(int count)
        => _server.Services.GetRequiredService<Writing>().ExecuteAsync(
            async (db, token) =>
            {
                var project = GlobalId.Parse<ProjectId>(_tenants.Project)!.Value;
                var alerts = Enumerable.Repeat(Alert.QueueStale(1).ToEvent(), count).ToList();
                await EventLog.AppendAsync(
                    db, GraphServer.Organization, project, new(), alerts, TimeProvider.System.GetUtcNow(), token);
                return true;
            },
            CancellationToken.None);

    private async Task<IReadOnlyList<string>> CursorsAsync(string after, string where, string page)
        => [.. (await _server.DataAsync(
            _tenants.Owner,
            $"{{ events(projectId: \"{_tenants.Project}\", {page}{after}, where: {{ {where} }}) "
                + "{ nodes { cursor } } }"))
            .GetProperty("events").GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("cursor").GetString()!)];

    private async Task<IReadOnlyList<string>> NamesAsync(string arguments)
        => [.. (await _server.DataAsync(
            _tenants.Owner,
            $"{{ workers(projectId: \"{_tenants.Project}\", {arguments}) {{ nodes {{ name }} }} }}"))
            .GetProperty("workers").GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("name").GetString()!)];
}
