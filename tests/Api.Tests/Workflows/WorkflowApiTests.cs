using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Graph;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Workflows;

public sealed class WorkflowApiTests
{
    private const string Reviewed = """
        { start: "label", steps: [
          { key: "label", kind: LABEL, judgementsMin: 1, judgementsMax: 1, bound: { visits: 3, then: "help" }
            transitions: [{ to: "review" }] }
          { key: "review", kind: REVIEW, sla: { seconds: 86400, then: "help" }, transitions: [
            { to: "label", when: { all: [
              { verdictIs: [REJECTED] } { not: { visitsAtLeast: { step: "review", count: 5 } } }] } }
            { to: "done" }] }
          { key: "help", kind: EXCEPTION, transitions: [{ to: "done" }] }
          { key: "done", kind: DONE }] }
        """;

    [Fact]
    public async Task A_draft_is_checked_previewed_published_and_followed()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 2);

        var draft = await DraftAsync(server, owner, project, Reviewed);
        var preview = await server.DataAsync(
            owner,
            "query($v: ID!) { previewWorkflow(workflowVersionId: $v) { from to items stays } }",
            new { v = draft });
        var published = await server.DataAsync(
            owner,
            """
            mutation($v: ID!) { publishWorkflow(input: { workflowVersionId: $v }) {
              workflowVersion { version publishedAt } migration { id job } errors { __typename } } }
            """,
            new { v = draft });

        Assert.Equal(
            """[{"from":"label","to":"label","items":2,"stays":true}]""",
            preview.GetProperty("previewWorkflow").ToString());
        Assert.Equal("MIGRATE_ITEMS", published.GetProperty("publishWorkflow").GetProperty("migration")
            .GetProperty("job").GetString());
        var result = await ResultAsync(
            server, owner, published.GetProperty("publishWorkflow").GetProperty("migration"));
        Assert.Equal(2, result.GetProperty("steps")[0].GetProperty("items").GetInt32());
    }

    [Fact]
    public async Task A_bad_draft_is_told_what_is_wrong_and_not_published()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 1);
        const string bad = """{ start: "label", steps: [{ key: "label", kind: LABEL }] }""";

        var draft = await DraftAsync(server, owner, project, bad);
        var refused = await server.DataAsync(
            owner,
            """
            mutation($v: ID!) { publishWorkflow(input: { workflowVersionId: $v }) {
              errors { __typename ... on WorkflowInvalidError { code problems { step code } } } } }
            """,
            new { v = draft });

        var error = refused.GetProperty("publishWorkflow").GetProperty("errors")[0];
        Assert.Equal("WORKFLOW_INVALID", error.GetProperty("code").GetString());
        Assert.Contains("DEAD_END", error.GetProperty("problems").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reviewer_sees_no_author_and_his_reason_reaches_them()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 1);
        await PublishAsync(server, owner, await DraftAsync(server, owner, project, Reviewed));
        var ada = await server.CreateWorkerAsync(owner, project, "Ada");
        var rita = await server.CreateWorkerAsync(owner, project, "Rita");
        await server.JudgeAsync(ada, project, 1, "cat");

        var lease = (await server.DataAsync(
            rita,
            """
            mutation($p: ID!) { claimTasks(input: { projectId: $p }) { leases { token
              judgementsToDecide { questionKey value { ... on SingleChoiceValue { choice } } }
              proposedAnswers { value { ... on SingleChoiceValue { choice } } }
              task { id step stepKind instructions { version } } } } }
            """,
            new { p = project })).GetProperty("claimTasks").GetProperty("leases")[0];
        var reviewed = await server.DataAsync(
            rita,
            """
            mutation($t: ID!, $n: Int!) { submitReview(input: { taskId: $t, token: $n, idempotencyKey: "r"
              verdict: { reject: { reason: "It barks." } } }) { decision { verdict reason } errors { __typename } } }
            """,
            new
            {
                t = lease.GetProperty("task").GetProperty("id").GetString(),
                n = lease.GetProperty("token").GetInt32(),
            });

        Assert.Equal("REVIEW", lease.GetProperty("task").GetProperty("stepKind").GetString());
        Assert.Equal("cat", lease.GetProperty(
            "judgementsToDecide")[0][0].GetProperty("value").GetProperty("choice").GetString());
        Assert.Equal(
            "cat", lease.GetProperty("proposedAnswers")[0].GetProperty("value").GetProperty("choice").GetString());
        var decision = reviewed.GetProperty("submitReview").GetProperty("decision");
        Assert.Equal("REJECTED", decision.GetProperty("verdict").GetString());
        var feedback = (await server.DataAsync(
            ada, "{ viewer { feedback { nodes { outcome decision { reason } } } } }"))
            .GetProperty("viewer").GetProperty("feedback").GetProperty("nodes")[0];
        Assert.Equal("REJECTED", feedback.GetProperty("outcome").GetString());
        Assert.Equal("It barks.", feedback.GetProperty("decision").GetProperty("reason").GetString());
        var timeline = (await server.DataAsync(
            owner,
            """
            query($p: ID!) { items(projectId: $p) { nodes { step state events { nodes {
              kind step state actor cause { cause from observed { fact on value } } } } } } }
            """,
            new { p = project })).GetProperty("items").GetProperty("nodes")[0];
        Assert.Equal("label", timeline.GetProperty("step").GetString());
        var moves = timeline.GetProperty("events").GetProperty("nodes").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "ITEM_MOVED")
            .Select(entry => (
                entry.GetProperty("step").GetString(), entry.GetProperty("cause").GetProperty("cause").GetString()));
        Assert.Equal([("review", "OTHERWISE"), ("label", "CONDITION_HOLDS")], moves);
    }

    [Fact]
    public async Task A_worker_who_reviews_with_submitJudgement_is_told_what_to_use()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 1);
        await PublishAsync(server, owner, await DraftAsync(server, owner, project, Reviewed));
        await server.JudgeAsync(await server.CreateWorkerAsync(owner, project, "Ada"), project, 1);
        var rita = await server.CreateWorkerAsync(owner, project, "Rita");
        var lease = (await server.DataAsync(
            rita,
            "mutation($p: ID!) { claimTasks(input: { projectId: $p }) { leases { token task { id } } } }",
            new { p = project })).GetProperty("claimTasks").GetProperty("leases")[0];

        var refused = await server.DataAsync(
            rita,
            """
            mutation($t: ID!, $n: Int!) { submitJudgement(input: { taskId: $t, token: $n, idempotencyKey: "j"
              answers: [{ questionKey: "animal", value: { singleChoice: "cat" } }] })
              { errors { __typename ... on Error { message } } } }
            """,
            new
            {
                t = lease.GetProperty("task").GetProperty("id").GetString(),
                n = lease.GetProperty("token").GetInt32(),
            });

        var error = refused.GetProperty("submitJudgement").GetProperty("errors")[0];
        Assert.Equal("WrongStepError", error.GetProperty("__typename").GetString());
        Assert.Contains("submitReview", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_project_gives_nothing_and_says_so()
    {
        await using var server = await GraphServer.StartAsync();
        var owner = await server.AdministratorAsync();
        var project = await server.CreateProjectAsync(owner, items: 1);
        var ada = await server.CreateWorkerAsync(owner, project, "Ada");

        await server.DataAsync(
            owner,
            "mutation($p: ID!) { pauseProject(input: { projectId: $p }) { project { isPaused } } }",
            new { p = project });
        var claim = await server.DataAsync(
            ada,
            "mutation($p: ID!) { claimTasks(input: { projectId: $p }) { whyNoTask { rule } } }",
            new { p = project });
        await server.DataAsync(
            owner,
            "mutation($p: ID!) { resumeProject(input: { projectId: $p }) { project { isPaused } } }",
            new { p = project });

        Assert.Equal(
            "PROJECT_PAUSED", claim.GetProperty("claimTasks").GetProperty("whyNoTask").GetProperty("rule").GetString());
        await server.JudgeAsync(ada, project, 1);
    }

    internal static async Task<string> DraftAsync(GraphServer server, string owner, string project, string workflow)
    {
        var payload = (await server.DataAsync(
            owner,
            $$"""
            mutation($p: ID!) { draftWorkflow(input: { projectId: $p, idempotencyKey: "d", workflow: {{workflow}} }) {
              workflowVersion { id } errors { __typename ... on Error { message } } } }
            """,
            new { p = project })).GetProperty("draftWorkflow");
        Assert.True(payload.GetProperty("errors").ValueKind == JsonValueKind.Null, payload.ToString());
        return payload.GetProperty("workflowVersion").GetProperty("id").GetString()!;
    }

    internal static async Task PublishAsync(GraphServer server, string owner, string draft)
    {
        var published = (await server.DataAsync(
            owner,
            "mutation($v: ID!) { publishWorkflow(input: { workflowVersionId: $v }) "
                + "{ migration { id } errors { __typename } } }",
            new { v = draft })).GetProperty("publishWorkflow");
        Assert.True(published.GetProperty("errors").ValueKind == JsonValueKind.Null, published.ToString());
        await ResultAsync(server, owner, published.GetProperty("migration"));
    }

    // The server of the tests has no runner of its own.
    private static async Task<JsonElement> ResultAsync(GraphServer server, string owner, JsonElement operation)
    {
        var id = operation.GetProperty("id").GetString()!;
        await server.Services.GetRequiredService<RunOperation>().ExecuteAsync(
            GlobalId.Parse<OperationId>(id)!.Value, CancellationToken.None);
        var node = (await server.DataAsync(
            owner, "query($id: ID!) { node(id: $id) { ... on Operation { state error result } } }", new { id }))
            .GetProperty("node");
        Assert.True(node.GetProperty("state").GetString() == "SUCCEEDED", node.ToString());
        return node.GetProperty("result");
    }
}
