using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Bias;

/// <summary>What an audit sees beside the first question, and what a manager can do about it.</summary>
public sealed class BiasRepairTests
{
    private const int Items = BiasProject.Items;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task A_device_that_spoils_the_second_question_is_found_and_who_used_it_is_trained(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var lead = await WorkerLead.StartAsync(database.Options);
        var project = await BiasProject.TwoQuestionsAsync(lead);
        await BiasProject.AddAsync(lead, project, "south", Items);
        var (_, ada) = await lead.WorkerAsync(project, "Ada");
        var (_, bob) = await lead.WorkerAsync(project, "Bob");
        var (cemId, cem) = await lead.WorkerAsync(project, "Cem");
        var (_, eve) = await lead.WorkerAsync(project, "Eve");
        await BiasProject.JudgeAllAsync(lead, project, ada, index => ("desktop", "calm"));
        await BiasProject.JudgeAllAsync(lead, project, bob, index => ("desktop", "calm"));
        // On the phone he is right about the animal and mostly wrong about its mood.
        await BiasProject.JudgeAllAsync(lead, project, cem, index => index % 2 == 0
            ? ("phone", index % 8 == 0 ? "calm" : "wild")
            : ("desktop", "calm"));
        await BiasProject.JudgeAllAsync(lead, project, eve, index => ("desktop", "calm"));
        await lead.MutateAsync("setBiasSettings", $"projectId: \"{project}\", groupMin: 20", "groupMin");

        var done = await lead.RunAsync(project, Job.AuditBias);
        var findings = await BiasProject.FindingsAsync(lead, project);

        Assert.Equal(64, done.InputsHash?.Length);
        Assert.All(findings, finding => Assert.Equal("mood", Text(finding, "question")));
        var device = findings.Single(finding => Text(finding, "attribute") == "device");
        Assert.Equal(("MEASUREMENT", "phone", "RETRAIN_WORKERS"), (
            Text(device, "kind"), Text(device, "group"), Text(device, "action")));
        // Three of four are wrong, and each is held against the three others alone.
        Assert.Equal(-0.75, device.GetProperty("effect").GetDouble(), 0.1);
        await lead.MutateAsync(
            "applyBiasAction", $"projectId: \"{project}\", finding: \"{Text(device, "key")}\"", "finding { applied }");
        await using var db = await lead.Server.OpenDatabaseAsync();
        var asked = await db.Memberships.Where(member => member.TrainingNeededAt != null)
            .Select(member => member.WorkerId).ToListAsync();
        Assert.Equal(GlobalId.Parse<WorkerId>(cemId), Assert.Single(asked));
    }

    [Fact]
    public async Task Prejudice_offers_what_can_be_done_and_a_split_question_is_a_draft()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null, items: 0);
        await BiasProject.AddAsync(lead, project, "south", Items);
        await BiasProject.AddAsync(lead, project, "north", Items);
        await BiasProject.PredictAsync(lead, project);
        var (_, ada) = await lead.WorkerAsync(project, "Ada");
        // The content says nothing; in the north everything is a dog.
        await BiasProject.JudgeByAsync(lead, project, ada, region => region == "north" ? "dog" : "cat");
        await lead.MutateAsync(
            "setBiasSettings", $"projectId: \"{project}\", protectedAttributes: [\"region\"]", "groupMin");

        await lead.RunAsync(project, Job.AuditBias);
        var finding = Assert.Single(await BiasProject.FindingsAsync(lead, project));
        var wrong = await lead.TryAsync(
            lead.Key, "applyBiasAction",
            $"projectId: \"{project}\", finding: \"{Text(finding, "key")}\", action: HIDE_PRE_LABELS",
            "finding { key }");
        var (first, again) = (await SplitAsync(lead, project, finding), await SplitAsync(lead, project, finding));

        Assert.Equal(("PREJUDICIAL", "ADD_GOLD"), (Text(finding, "kind"), Text(finding, "action")));
        Assert.Equal(
            ["ADD_GOLD", "RETRAIN_WORKERS", "SPLIT_QUESTION"],
            finding.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        Assert.Contains("does not help", wrong.ToString(), StringComparison.Ordinal);
        Assert.Equal(first, again);
        await using var db = await lead.Server.OpenDatabaseAsync();
        var draft = await db.WorkflowVersions.SingleAsync(
            version => version.Id == GlobalId.Parse<WorkflowVersionId>(first)!.Value);
        var known = await db.Projects.SingleAsync();
        Assert.Null(draft.PublishedAt);
        Assert.Empty(WorkflowCheck.Check(draft.Definition, known.Schema));
        Assert.IsType<AttributeIn>(draft.Definition[draft.Definition.Start].Transitions[0].When);
    }

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task What_the_model_chose_too_much_is_found_against_what_chance_drew(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var lead = await WorkerLead.StartAsync(database.Options);
        var project = await lead.ProjectAsync(requirement: null, items: 0);
        await BiasProject.AddAsync(lead, project, "south", 160, "drawn");
        await BiasProject.AddAsync(lead, project, "north", 40, "drawn");
        await BiasProject.AddAsync(lead, project, "north", 100, "chosen");
        var (_, ada) = await lead.WorkerAsync(project, "Ada");
        for (var left = 300; left > 0; left -= 10)
            await lead.Server.JudgeAsync(ada, project, 10);
        await using (var db = await lead.Server.OpenDatabaseAsync())
            await db.Tasks
                .Where(task => db.Items.Any(
                    item => item.Id == task.ItemId && item.ExternalId.StartsWith("chosen")))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(task => task.Reason, TaskReason.ModelUncertainty)
                    .SetProperty(task => task.SelectionProbability, 1));
        await BiasProject.AddAsync(lead, project, "south", 5, "waiting");
        await BiasProject.AddAsync(lead, project, "north", 5, "waiting");
        await lead.MutateAsync(
            "setBiasSettings",
            $$"""
            projectId: "{{project}}", population: [{ attribute: "region", shares: [
              { value: "south", share: 0.54 } { value: "north", share: 0.46 }] }]
            """,
            "groupMin");

        await lead.RunAsync(project, Job.AuditBias);
        var finding = Assert.Single(await BiasProject.FindingsAsync(lead, project));

        Assert.Equal(("SAMPLE", "region", "north", "selection by the model"), (
            Text(finding, "kind"), Text(finding, "attribute"), Text(finding, "group"), Text(finding, "outcome")));
        // 140 of 300 have it, and 40 of the 200 that chance drew.
        Assert.Equal((140 / 300.0) - 0.2, finding.GetProperty("effect").GetDouble(), 0.03);
        Assert.True(finding.GetProperty("effectLow").GetDouble() > 0.15);
        // The south comes first now.
        Assert.Equal(5, finding.GetProperty("itemIds").GetArrayLength());
    }

    [Fact]
    public async Task Where_what_is_missing_cannot_be_told_apart_the_refusal_says_so()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null, items: 0);
        await BiasProject.AddAsync(lead, project, "south", 60);
        var (_, ada) = await lead.WorkerAsync(project, "Ada");
        for (var left = 60; left > 0; left -= 10)
            await lead.Server.JudgeAsync(ada, project, 10);
        var rare = string.Concat(Enumerable.Range(0, 10).Select(index => $"{{ value: \"r{index}\", share: 0.04 }} "));
        await lead.MutateAsync(
            "setBiasSettings",
            $$"""
            projectId: "{{project}}", population: [{ attribute: "region", shares: [
              { value: "south", share: 0.6 } {{rare}}] }]
            """,
            "groupMin");

        await lead.RunAsync(project, Job.AuditBias);
        var finding = Assert.Single(await BiasProject.FindingsAsync(lead, project));
        var refused = await lead.TryAsync(
            lead.Key, "applyBiasAction", $"projectId: \"{project}\", finding: \"{Text(finding, "key")}\"",
            "finding { key }");

        Assert.Equal("", Text(finding, "group"));
        Assert.Contains("import items with them", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_belongs_to_the_request_and_must_be_a_name()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null);
        var (_, worker) = await lead.WorkerAsync(project, "Ada");
        var lease = (await lead.Server.DataAsync(
            worker,
            $"mutation {{ claimTasks(input: {{ projectId: \"{project}\" }}) {{ leases {{ token task {{ id }} }} }} }}"))
            .GetProperty("claimTasks").GetProperty("leases")[0];

        var bad = await SubmitAsync(lead, worker, lease, "{ device: \"<script>\" }");
        var first = await SubmitAsync(lead, worker, lease, "{ device: \"phone\" }");
        var retry = await SubmitAsync(lead, worker, lease, "{ device: \"phone\" }");
        var other = await SubmitAsync(lead, worker, lease, "{ device: \"tablet\" }");

        Assert.Contains("InvalidAnswerError", bad.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            first.GetProperty("judgement").GetProperty("id").GetString(),
            retry.GetProperty("judgement").GetProperty("id").GetString());
        Assert.Contains("IdempotencyConflictError", other.ToString(), StringComparison.Ordinal);
        await using var db = await lead.Server.OpenDatabaseAsync();
        Assert.Equal("phone", (await db.Judgements.SingleAsync()).Client?.Device);
    }

    private static Task<JsonElement> SubmitAsync(WorkerLead lead, string worker, JsonElement lease, string client)
        => lead.TryAsync(
            worker, "submitJudgement",
            $$"""
            taskId: "{{Text(lease.GetProperty("task"), "id")}}", token: {{lease.GetProperty("token")}}
            idempotencyKey: "one", client: {{client}}
            answers: [{ questionKey: "animal", value: { singleChoice: "cat" } }]
            """,
            "judgement { id }");

    private static async Task<string> SplitAsync(WorkerLead lead, string project, JsonElement finding)
        => (await lead.MutateAsync(
            "applyBiasAction",
            $"projectId: \"{project}\", finding: \"{Text(finding, "key")}\", action: SPLIT_QUESTION",
            "finding { applied appliedAt } workflowVersion { id }")).GetProperty("workflowVersion")
            .GetProperty("id").GetString()!;

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;
}
