using System.Text.Json;
using Snapshooter.Xunit;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

public sealed class QueryTests : IAsyncLifetime
{
    private const string ItemsWithAllThatBelongsToThem = """
        query($project: ID!, $first: Int!) {
          items(projectId: $project, first: $first) {
            nodes {
              id data
              prediction { margin modelVersion { version } }
              consensus { choice probabilities { choice probability } }
              judgements { nodes { worker { name judgementCount reliability { accuracy } } } }
              events { nodes { kind worker { name } } }
            }
          }
        }
        """;

    private static readonly JsonSerializerOptions IndentedOptions = new() { WriteIndented = true };
    private GraphServer _server = null!;
    private string _administrator = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _administrator = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_number_of_queries_does_not_grow_with_the_items()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 40);
        foreach (var name in new[] { "Ada", "Ben", "Cleo" })
        {
            var worker = await _server.CreateWorkerAsync(_administrator, project, name);
            for (var round = 0; round < 4; round++)
                await _server.JudgeAsync(worker, project, 10);
        }

        var few = await CountAsync(project, 2);
        var many = await CountAsync(project, 40);

        Assert.Equal(few, many);
        Assert.InRange(many, 1, 16);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_or_an_overlap()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 25);
        var (seen, after, pages) = (new List<string>(), (string?)null, 0);

        for (var hasNext = true; hasNext; pages++)
        {
            var data = await _server.DataAsync(
                _administrator,
                "query($p: ID!, $after: String) { items(projectId: $p, first: 10, after: $after) "
                    + "{ nodes { externalId } pageInfo { hasNextPage endCursor } } }",
                new { p = project, after });
            var page = data.GetProperty("items");
            seen.AddRange(
                page.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("externalId").GetString()!));
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
            hasNext = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean();
        }

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(0, 25).Select(index => $"item-{index}"), seen);
    }

    [Theory]
    [InlineData("items(projectId: $p, first: 0) { nodes { id } }", "BAD_USER_INPUT")]
    [InlineData("items(projectId: $p, first: 101) { nodes { id } }", "BAD_USER_INPUT")]
    [InlineData("items(projectId: $p, after: \"garbage\") { nodes { id } }", "BAD_USER_INPUT")]
    [InlineData("items(projectId: \"garbage\") { nodes { id } }", "NOT_FOUND")]
    public async Task A_list_that_cannot_be_cut_is_refused_with_its_reason(string field, string code)
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);

        var answer = await _server.PostAsync(
            _administrator, $"query($p: ID!) {{ project(id: $p) {{ id }} {field} }}", new { p = project });

        Assert.Equal(
            code, answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Items_are_found_by_their_external_ids()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 5);

        var data = await _server.DataAsync(
            _administrator,
            "query($p: ID!) { items(projectId: $p, where: { externalId: { in: [\"item-3\", \"item-1\", \"none\"] }, "
                + "state: { eq: QUEUED } }) { nodes { externalId } } }",
            new { p = project });

        Assert.Equal(
            """{"nodes":[{"externalId":"item-1"},{"externalId":"item-3"}]}""", data.GetProperty("items").GetRawText());
    }

    [Fact]
    public async Task Whatever_has_an_id_is_found_by_it()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        await _server.JudgeAsync(worker, project, 1);
        var data = await _server.DataAsync(
            _administrator,
            """
            query($p: ID!) {
              project(id: $p) { id }
              items(projectId: $p) { nodes { id } } tasks(projectId: $p) { nodes { id } }
              judgements(projectId: $p) { nodes { id } } workers(projectId: $p) { nodes { id } }
            }
            """,
            new { p = project });
        var ids = Ids(data).Distinct().ToList();

        var found = new List<(string Id, string Type)>();
        foreach (var id in ids)
        {
            var node = (await _server.DataAsync(
                _administrator, "query($id: ID!) { node(id: $id) { __typename id } }", new { id })).GetProperty("node");
            found.Add((node.GetProperty("id").GetString()!, node.GetProperty("__typename").GetString()!));
        }

        Assert.Equal(ids, found.Select(node => node.Id));
        Assert.Equal(["Project", "Item", "Task", "Judgement", "Worker"], found.Select(node => node.Type));
    }

    [Fact]
    public async Task Another_organization_sees_nothing_of_it()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 1);
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        await _server.JudgeAsync(worker, project, 1);
        var ids = Ids(await _server.DataAsync(
            _administrator,
            "query($p: ID!) { items(projectId: $p) "
                + "{ nodes { id judgements { nodes { id worker { id } task { id } } } } } }",
            new { p = project })).Append(project).Distinct().ToList();
        var stranger = await _server.StrangerAsync();

        foreach (var id in ids)
        {
            var answer = await _server.PostAsync(
                stranger,
                """
                query($id: ID!) {
                  node(id: $id) { id } project(id: $id) { id } item(id: $id) { id } task(id: $id) { id }
                  projects { nodes { id } }
                }
                """,
                new { id });
            Assert.Equal(
                """{"node":null,"project":null,"item":null,"task":null,"projects":{"nodes":[]}}""",
                answer.GetProperty("data").GetRawText());
        }
        foreach (var list in new[] { "items", "tasks", "judgements", "workers", "modelVersions" })
            Assert.Equal("NOT_FOUND", CodeOf(await _server.PostAsync(
                stranger, $"query($p: ID!) {{ {list}(projectId: $p) {{ nodes {{ id }} }} }}", new { p = project })));
        Assert.Equal("NOT_FOUND", CodeOf(await _server.PostAsync(
            stranger, "query($p: ID!) { metrics(projectId: $p) { volume { items } } }", new { p = project })));
    }

    [Fact]
    public async Task A_project_is_told_with_its_metrics()
    {
        var project = await _server.CreateProjectAsync(_administrator, items: 12);
        var worker = await _server.CreateWorkerAsync(_administrator, project, "Ada");
        await _server.JudgeAsync(worker, project, 3);

        var data = await _server.DataAsync(
            _administrator,
            """
            query($p: ID!) {
              project(id: $p) {
                __typename name schema { version instructions questions { key prompt type targetConfidence
                  choices { key title description example } } }
                settings { strategy judgementsMin judgementsMax controlJudgements controlShare leaseSeconds
                           targetAccuracy }
                servingModel { version }
                metrics {
                  queue { depth inProgress openTasks doneItems staleShare }
                  volume { items doneItems judgements skips handlingSeconds }
                  confidence { judgements } learningCurve { labels }
                  reliability { nodes { name crowd judgementCount reliability { accuracy } } }
                  sizing(target: 0.8) { status target message labelsNow labelsNeeded labelsWith80 advice
                    missing { kind have need } }
                }
              }
            }
            """,
            new { p = project });

        Snapshot.Match(Indented(data));
    }

    private static string Indented(JsonElement data) => JsonSerializer.Serialize(data, IndentedOptions);

    private static string? CodeOf(JsonElement answer)
        => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();

    private static IEnumerable<string> Ids(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(
            property => property.Name == "id" ? [property.Value.GetString()!] : Ids(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Ids),
        _ => [],
    };

    private async Task<int> CountAsync(string project, int first)
    {
        _server.Statements.Reset();
        var data = await _server.DataAsync(_administrator, ItemsWithAllThatBelongsToThem, new { project, first });
        Assert.Equal(first, data.GetProperty("items").GetProperty("nodes").GetArrayLength());
        return _server.Statements.Count;
    }
}
