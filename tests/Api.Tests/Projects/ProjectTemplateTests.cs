using System.Text.Json;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Xunit;

namespace ActiveLabel.Api.Tests.Projects;

public sealed class ProjectTemplateTests
{
    public static TheoryData<string> Keys => [.. TemplateGallery.All.Select(template => template.Key)];

    [Theory, MemberData(nameof(Keys))]
    public void A_template_is_a_project_that_would_be_accepted(string key)
    {
        var template = TemplateGallery.Find(key)!;

        Assert.Null(template.Schema.Validate());
        Assert.Null(template.Settings.Validate());
        Assert.Empty(WorkflowCheck.Check(template.Workflow, template.Schema));
        Assert.Null(
            Instructions.Validate(template.Schema, template.Schema.Instructions, template.Examples, note: null));
    }

    [Fact]
    public async Task A_project_starts_from_a_template_and_asks_only_what_follows_from_the_answers()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = (await server.DataAsync(
            owner,
            """
            mutation { createProject(input: { name: "Rules", idempotencyKey: "t", templateKey: "content-moderation" }) {
              project { id workflow { version steps { key } } instructions { version examples { choice } }
                schema { questions { key when { questionKey choices } } } } errors { __typename } } }
            """)).GetProperty("createProject").GetProperty("project");

        Assert.Contains("\"review\"", project.GetProperty("workflow").ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "spam", project.GetProperty("instructions").GetProperty("examples")[0].GetProperty("choice").GetString());
        Assert.Equal(
            "breaks_rules",
            project.GetProperty("schema").GetProperty("questions")[1].GetProperty("when").GetProperty("choices")[0]
                .GetString());

        var id = project.GetProperty("id").GetString()!;
        await server.AddItemsAsync(id, 1);
        var worker = await server.CreateWorkerAsync(owner, id, "Ada");
        var hidden = await SubmitAsync(server, worker, id, "allowed", withRule: true);
        var missing = await SubmitAsync(server, worker, id, "breaks_rules", withRule: false);
        var right = await SubmitAsync(server, worker, id, "breaks_rules", withRule: true);

        Assert.Contains("'rule' is not asked after the other answers", hidden, StringComparison.Ordinal);
        Assert.Contains("Answer each question that is asked once: verdict, rule", missing, StringComparison.Ordinal);
        Assert.Equal("", right);
    }

    [Fact]
    public async Task Instructions_have_versions_and_a_judgement_says_which_was_in_force()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 2);
        var worker = await server.CreateWorkerAsync(owner, project, "Ada");
        await server.JudgeAsync(worker, project, 1);

        await server.DataAsync(
            owner,
            """
            mutation($p: ID!) { updateInstructions(input: { projectId: $p, text: "Look twice.", idempotencyKey: "i",
              note: "Once was not enough.", examples: [{ content: "Meow", questionKey: "animal", choice: "cat" }] }) {
              instructions { version } errors { __typename } } }
            """,
            new { p = project });
        await server.JudgeAsync(worker, project, 1);

        var data = await server.DataAsync(
            owner,
            """
            query($p: ID!) { instructionsHistory(projectId: $p) { nodes { version text note } }
              judgements(projectId: $p) { nodes { instructionsVersion } } }
            """,
            new { p = project });
        Assert.Equal(
            ["Look closely.", "Look twice."],
            data.GetProperty("instructionsHistory").GetProperty("nodes").EnumerateArray()
                .Select(version => version.GetProperty("text").GetString()!));
        Assert.Equal(
            [1, 2],
            data.GetProperty("judgements").GetProperty("nodes").EnumerateArray()
                .Select(judgement => judgement.GetProperty("instructionsVersion").GetInt32()));
    }

    private static async Task<string> SubmitAsync(
        GraphServer server, string worker, string project, string verdict, bool withRule)
    {
        var viewer = await server.DataAsync(
            worker,
            "mutation($p: ID!) { claimTasks(input: { projectId: $p, idempotencyKey: \"once\" }) "
                + "{ leases { token task { id } } } }",
            new { p = project });
        var lease = viewer.GetProperty("claimTasks").GetProperty("leases")[0];
        var rule = withRule ? "{ questionKey: \"rule\", value: { singleChoice: \"spam\" } }" : "";
        var payload = (await server.DataAsync(
            worker,
            $$"""
            mutation($t: ID!, $n: Int!) { submitJudgement(input: { taskId: $t, token: $n
              idempotencyKey: "{{verdict}}{{withRule}}" answers: [
                { questionKey: "verdict", value: { singleChoice: "{{verdict}}" } } {{rule}}] })
              { errors { ... on Error { message } } } }
            """,
            new
            {
                t = lease.GetProperty("task").GetProperty("id").GetString(),
                n = lease.GetProperty("token").GetInt32(),
            }))
            .GetProperty("submitJudgement").GetProperty("errors");
        return payload.ValueKind == JsonValueKind.Null ? "" : payload[0].GetProperty("message").GetString()!;
    }
}
