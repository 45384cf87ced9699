using System.Text.Json;
using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Projects;

public sealed class SettingsMutationTests
{
    [Fact]
    public async Task A_budget_is_set_spent_raised_and_taken_away_while_the_project_runs()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 4);
        var ada = await server.CreateWorkerAsync(owner, project, "Ada");

        var set = await UpdateAsync(server, owner, project, "budget: 1, leaseSeconds: 60");
        await server.JudgeAsync(ada, project, 1);
        var claim = (await server.DataAsync(
            ada,
            "mutation($p: ID!) { claimTasks(input: { projectId: $p }) { whyNoTask { rule explanation } } }",
            new { p = project })).GetProperty("claimTasks").GetProperty("whyNoTask");
        var spent = await server.DataAsync(
            owner,
            "query($p: ID!) { project(id: $p) { settings { budget } metrics { volume { spent } } } }",
            new { p = project });
        var removed = await UpdateAsync(server, owner, project, "removesBudget: true");
        await server.JudgeAsync(ada, project, 1);

        Assert.Equal((1, 60), (Setting(set, "budget").GetDouble(), Setting(set, "leaseSeconds").GetInt32()));
        Assert.Equal("BUDGET_SPENT", claim.GetProperty("rule").GetString());
        Assert.Equal(1, spent.GetProperty("project").GetProperty("metrics").GetProperty("volume")
            .GetProperty("spent").GetDouble());
        Assert.Equal(
            (JsonValueKind.Null, 60),
            (Setting(removed, "budget").ValueKind, Setting(removed, "leaseSeconds").GetInt32()));
    }

    [Fact]
    public async Task Quotas_are_set_with_a_project_changed_and_taken_away()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var created = (await server.DataAsync(
            owner,
            """
            mutation { createProject(input: { name: "Rare", idempotencyKey: "rare", instructions: "Look.",
              questions: [{ key: "q", prompt: "?", choices: [{ key: "a", title: "A" }, { key: "b", title: "B" }] }],
              settings: { classBalance: 0.5, sliceQuotas: [{ attribute: "region", value: "north", share: 0.25 }] } }) {
              project { id settings { classBalance sliceQuotas { attribute value share } } }
              errors { ... on Error { message } } } }
            """,
            new { })).GetProperty("createProject");
        var project = created.GetProperty("project").GetProperty("id").GetString()!;

        var kept = await UpdateAsync(server, owner, project, "leaseSeconds: 60");
        var taken = await UpdateAsync(server, owner, project, "classBalance: 0, sliceQuotas: []");

        const string North = """[{"attribute":"region","value":"north","share":0.25}]""";
        Assert.Equal(
            [North, North, "[]"],
            new[] { created, kept, taken }.Select(payload => Setting(payload, "sliceQuotas").GetRawText()));
        Assert.Equal(
            [0.5, 0.5, 0],
            new[] { created, kept, taken }.Select(payload => Setting(payload, "classBalance").GetDouble()));
    }

    [Theory]
    [InlineData("leaseSeconds: 5", "InvalidInputError")]
    [InlineData("budget: -1", "InvalidInputError")]
    [InlineData("budget: 1, removesBudget: true", "InvalidInputError")]
    [InlineData("classBalance: 1.5", "InvalidInputError")]
    [InlineData("classBalance: 0.5, strategy: RANDOM", "InvalidInputError")]
    [InlineData("sliceQuotas: [{ attribute: \"\", value: \"x\", share: 0.1 }]", "InvalidInputError")]
    [InlineData("sliceQuotas: [{ attribute: \"a\", value: \"x\", share: 0 }]", "InvalidInputError")]
    [InlineData(
        "sliceQuotas: [{ attribute: \"a\", value: \"x\", share: 0.1 }, { attribute: \"a\", value: \"x\", share: 0.2 }]",
        "InvalidInputError")]
    [InlineData(
        "sliceQuotas: [{ attribute: \"a\", value: \"x\", share: 0.6 }, { attribute: \"a\", value: \"y\", share: 0.6 }]",
        "InvalidInputError")]
    public async Task What_cannot_be_is_refused_with_the_reason(string change, string error)
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 1);

        var payload = await UpdateAsync(server, owner, project, change);

        Assert.Equal(error, payload.GetProperty("errors")[0].GetProperty("__typename").GetString());
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("project").ValueKind);
    }

    private static JsonElement Setting(JsonElement payload, string name)
        => payload.GetProperty("project").GetProperty("settings").GetProperty(name);

    private static async Task<JsonElement> UpdateAsync(
        GraphServer server, string owner, string project, string change)
        => (await server.DataAsync(
            owner,
            $$"""
            mutation($p: ID!) { updateProjectSettings(input: { projectId: $p, {{change}} }) {
              project { settings { budget leaseSeconds classBalance sliceQuotas { attribute value share } } }
              errors { __typename ... on Error { message } } } }
            """,
            new { p = project })).GetProperty("updateProjectSettings");
}
