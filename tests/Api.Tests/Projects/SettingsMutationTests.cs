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

    [Theory]
    [InlineData("leaseSeconds: 5", "InvalidInputError")]
    [InlineData("budget: -1", "InvalidInputError")]
    [InlineData("budget: 1, removesBudget: true", "InvalidInputError")]
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
              project { settings { budget leaseSeconds } } errors { __typename ... on Error { message } } } }
            """,
            new { p = project })).GetProperty("updateProjectSettings");
}
