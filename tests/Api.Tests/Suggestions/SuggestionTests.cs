using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Transport;
using ActiveLabel.Api.Tests.Workers;
using Xunit;

namespace ActiveLabel.Api.Tests.Suggestions;

public sealed class SuggestionTests
{
    private const int Items = 220;

    private const string Reviewed =
        """
        { start: "label", steps: [
          { key: "label", kind: LABEL, costPerJudgement: 1, judgementsMin: 1, judgementsMax: 1
            bound: { visits: 3, then: "done" }, transitions: [{ to: "review" }] }
          { key: "review", kind: REVIEW, costPerJudgement: 2, transitions: [
            { to: "label", when: { verdictIs: [REJECTED] } } { to: "done" }] }
          { key: "done", kind: DONE }] }
        """;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task A_review_that_changes_nothing_is_suggested_to_be_sampled_drafted_and_simulated(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var lead = await WorkerLead.StartAsync(database.Options);
        var project = await ReviewedAsync(lead);
        using var heard = await GraphEvents.OpenAsync(
            lead.Server.Client(lead.Key),
            $"subscription {{ onMetricsChanged(projectId: \"{project}\", curves: [SUGGESTIONS]) {{ curves }} }}");

        var first = await lead.RunAsync(project, Job.SuggestWorkflow);
        var again = await lead.RunAsync(project, Job.SuggestWorkflow);
        Assert.Contains("\"suggestions\":1", first.Result, StringComparison.Ordinal);
        var suggestion = Assert.Single(await SuggestionsAsync(lead, project, "isStanding: true"));

        Assert.Equal(64, first.InputsHash?.Length);
        Assert.Equal(first.InputsHash, again.InputsHash);
        Assert.Contains("SUGGESTIONS", (await heard.ReadEventAsync()).Data, StringComparison.Ordinal);
        Assert.Equal(("SAMPLE_REVIEW", "review"), (Text(suggestion, "kind"), Text(suggestion, "step")));
        var effect = suggestion.GetProperty("effect");
        // A review costs 2 of 3, and nine of ten fall away.
        Assert.Equal(-0.6, Number(effect, "costChange"), 0.06);
        Assert.InRange(Number(effect, "costChange"), Number(effect, "costLow"), Number(effect, "costHigh"));
        var evidence = suggestion.GetProperty("evidence");
        Assert.Equal((Items, Items, 0), (
            (int)Number(evidence, "items"), (int)Number(evidence, "decisions"), (int)Number(evidence, "corrections")));
        Assert.Equal(2 / 3.0, Number(evidence, "costShare"), 1e-9);

        var simulated = await SimulateAsync(lead, project, Text(suggestion, "id"));
        // What the suggestion expects is what the simulation finds.
        Assert.Equal(
            Number(effect, "costChange"), (simulated.GetProperty("simulatedCost").GetDouble() / (3 * Items)) - 1, 1e-9);
    }

    [Fact]
    public async Task When_the_facts_change_what_stood_is_kept_as_history()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await ReviewedAsync(lead);
        await lead.RunAsync(project, Job.SuggestWorkflow);
        var (_, worker) = await lead.WorkerAsync(project, "Cem");
        await lead.Server.AddItemsAsync(project, Items + 1);
        await lead.Server.JudgeAsync(worker, project, 1);
        await lead.RunAsync(project, Job.RollUpMetrics);
        await lead.RunAsync(project, Job.SuggestWorkflow);

        var all = await SuggestionsAsync(lead, project, "first: 100");
        var past = await SuggestionsAsync(lead, project, "isStanding: false");
        var stranger = await lead.Server.PostAsync(
            await lead.Server.StrangerAsync(), $"{{ suggestions(projectId: \"{project}\") {{ nodes {{ id }} }} }}");
        var unknown = await lead.TryAsync(
            lead.Key, "draftSuggestion",
            $"projectId: \"{project}\", suggestionId: \"{project}\", idempotencyKey: \"x\"", "workflowVersion { id }");

        Assert.Equal((2, 1), (all.Count, past.Count));
        Assert.NotEqual(Text(all[0], "inputsHash"), Text(all[1], "inputsHash"));
        Assert.NotEqual(JsonValueKind.Null, past[0].GetProperty("supersededAt").ValueKind);
        Assert.Contains("NOT_FOUND", stranger.ToString(), StringComparison.Ordinal);
        Assert.Contains("NOT_FOUND", unknown.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> ReviewedAsync(WorkerLead lead)
    {
        var project = await lead.ProjectAsync(requirement: null, items: 0);
        var draft = (await lead.MutateAsync(
            "draftWorkflow", $"projectId: \"{project}\", workflow: {Reviewed}, idempotencyKey: \"reviewed\"",
            "workflowVersion { id } problems { message }")).GetProperty("workflowVersion");
        var migration = (await lead.MutateAsync(
            "publishWorkflow", $"workflowVersionId: \"{Text(draft, "id")}\"", "migration { id }"))
            .GetProperty("migration");
        await lead.FinishAsync(GlobalId.Parse<OperationId>(Text(migration, "id"))!.Value);
        await lead.Server.AddItemsAsync(project, Items);
        var (_, ada) = await lead.WorkerAsync(project, "Ada");
        var (_, rita) = await lead.WorkerAsync(project, "Rita");
        for (var left = Items; left > 0; left -= 10)
            await lead.Server.JudgeAsync(ada, project, 10);
        for (var left = Items; left > 0; left -= 10)
            await AcceptAsync(lead, rita, project);
        await lead.RunAsync(project, Job.RollUpMetrics);
        return project;
    }

    private static async Task AcceptAsync(WorkerLead lead, string reviewer, string project)
    {
        var claimed = await lead.Server.DataAsync(
            reviewer,
            $"mutation {{ claimTasks(input: {{ projectId: \"{project}\", count: 10 }}) "
                + "{ leases { token task { id } } whyNoTask { explanation } } }");
        Assert.True(claimed.GetProperty("claimTasks").GetProperty("leases").GetArrayLength() == 10, claimed.ToString());
        foreach (var lease in claimed.GetProperty("claimTasks").GetProperty("leases").EnumerateArray())
        {
            var task = Text(lease.GetProperty("task"), "id");
            var payload = await lead.TryAsync(
                reviewer, "submitReview",
                $"taskId: \"{task}\", token: {lease.GetProperty("token")}, verdict: {{ accept: true }}, "
                    + $"idempotencyKey: \"{task}\"",
                "decision { id }");
            Assert.True(payload.GetProperty("errors").ValueKind == JsonValueKind.Null, payload.ToString());
        }
    }

    private static async Task<JsonElement> SimulateAsync(WorkerLead lead, string project, string suggestion)
    {
        var draft = (await lead.MutateAsync(
            "draftSuggestion",
            $"projectId: \"{project}\", suggestionId: \"{suggestion}\", idempotencyKey: \"try it\"",
            "workflowVersion { id note }")).GetProperty("workflowVersion");
        var started = (await lead.MutateAsync(
            "simulateWorkflow", $"workflowVersionId: \"{Text(draft, "id")}\", idempotencyKey: \"try it\"",
            "operation { id }")).GetProperty("operation");
        var done = await lead.FinishAsync(GlobalId.Parse<OperationId>(Text(started, "id"))!.Value);
        return JsonDocument.Parse(done.Result!).RootElement;
    }

    private static async Task<List<JsonElement>> SuggestionsAsync(WorkerLead lead, string project, string arguments)
        => [.. (await lead.Server.DataAsync(
            lead.Key,
            $$"""
            { suggestions(projectId: "{{project}}", {{arguments}}) { nodes { id kind step message at supersededAt
              inputsHash workflowVersion draftSteps { key }
              effect { costChange costLow costHigh changedShare changedLow changedHigh }
              evidence { items changedItems costShare decisions corrections } } } }
            """)).GetProperty("suggestions").GetProperty("nodes").EnumerateArray()];

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;

    private static double Number(JsonElement element, string field) => element.GetProperty(field).GetDouble();
}
