using System.Text.Json;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Tests.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Readiness;

public sealed class ProjectReadinessTests
{
    private const int StatementsMax = 25;

    [SkippableTheory]
    [InlineData(Provider.Sqlite)]
    [InlineData(Provider.PostgreSql)]
    public async Task Each_question_is_answered_from_what_is_on_record(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var lead = await WorkerLead.StartAsync(database.Options);
        var id = await lead.ProjectAsync("{ skill: { skill: \"zoology\", levelMin: 1 } }", items: 60);
        var fresh = await ReadAsync(lead, id);
        var (ada, worker) = await lead.WorkerAsync(id, "Ada");
        await lead.GrantAsync(ada, "SKILL", "zoology", "level: 1");
        for (var done = 0; done < 40; done += 10)
            await lead.Server.JudgeAsync(worker, id, 10);
        await lead.MutateAsync(
            "setProjectPlan", $"projectId: \"{id}\", deadline: \"2999-01-01T00:00:00Z\", budget: 1000, shifts: ["
                + "{ day: MONDAY, fromHour: 9, toHour: 17 }]", "plan { setAt }");
        await lead.Server.Services.GetRequiredService<SumPerformance>().ExecuteAsync(CancellationToken.None);
        foreach (var job in new[] { Job.RollUpMetrics, Job.EstimateSizing, Job.AuditBias, Job.Forecast })
            await lead.RunAsync(id, job);

        var answers = await ReadAsync(lead, id);

        Assert.Equal("UNKNOWN", StatusOf(fresh, "ENOUGH_DATA"));
        // Nobody there, and one is enough here.
        Assert.Equal((0, 1), NumbersOf(fresh, "PEOPLE", "people label"));
        Assert.Contains("zoology", AnswerOf(fresh, "PEOPLE").ToString(), StringComparison.Ordinal);
        Assert.Equal((1, 1), NumbersOf(answers, "PEOPLE", "people label"));
        Assert.Equal("READY", StatusOf(answers, "PEOPLE"));
        Assert.Equal((0, 0), NumbersOf(answers, "PITFALLS", "openFindings"));
        Assert.Equal("UNKNOWN", StatusOf(answers, "ENOUGH_DATA"));
        Assert.Equal((1, 0.9), NumbersOf(answers, "PROCESS", "firstPassYield"));
        Assert.Equal((2, 2), NumbersOf(answers, "PROCESS", "plan"));
        // One judgement an item, and no review.
        Assert.Equal((1, 2), NumbersOf(answers, "PROCESS", "looks"));
        Assert.Equal((0, 20), NumbersOf(answers, "QUALITY", "goldItems"));
    }

    [Fact]
    public async Task A_budget_in_the_settings_is_a_budget()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null);

        var before = NumbersOf(await ReadAsync(lead, project), "PROCESS", "plan");
        await lead.MutateAsync("updateProjectSettings", $"projectId: \"{project}\", budget: 500", "project { id }");
        var after = NumbersOf(await ReadAsync(lead, project), "PROCESS", "plan");

        Assert.Equal((0, 2), before);
        Assert.Equal((1, 2), after);
    }

    [Fact]
    public async Task It_costs_the_same_on_a_full_project_and_strangers_see_nothing()
    {
        await using var lead = await WorkerLead.StartAsync();
        var empty = await lead.ProjectAsync(requirement: null, "Empty", items: 1);
        var full = await lead.ProjectAsync(requirement: null, "Full", items: 300);
        var (_, worker) = await lead.WorkerAsync(full, "Ada");
        for (var done = 0; done < 100; done += 10)
            await lead.Server.JudgeAsync(worker, full, 10);

        var (few, many) = (await CountAsync(lead, empty), await CountAsync(lead, full));
        var stranger = await lead.Server.PostAsync(
            await lead.Server.StrangerAsync(), $"{{ projectReadiness(projectId: \"{full}\") {{ status }} }}");
        var byWorker = await lead.Server.PostAsync(
            worker, $"{{ projectReadiness(projectId: \"{full}\") {{ status }} }}");

        Assert.Equal(few, many);
        Assert.InRange(many, 5, StatementsMax);
        Assert.Contains("NOT_FOUND", stranger.ToString(), StringComparison.Ordinal);
        Assert.Contains("FORBIDDEN", byWorker.ToString(), StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(WorkerLead lead, string project)
    {
        await ReadAsync(lead, project);
        lead.Server.Statements.Reset();
        await ReadAsync(lead, project);
        return lead.Server.Statements.Count;
    }

    private static async Task<List<JsonElement>> ReadAsync(WorkerLead lead, string project)
        => [.. (await lead.Server.DataAsync(
            lead.Key,
            $$"""
            { projectReadiness(projectId: "{{project}}") { status asOf answers {
              question status missing checks { name status have need message } } } }
            """)).GetProperty("projectReadiness").GetProperty("answers").EnumerateArray()];

    private static JsonElement AnswerOf(List<JsonElement> answers, string question)
        => answers.Single(answer => answer.GetProperty("question").GetString() == question);

    private static string StatusOf(List<JsonElement> answers, string question)
        => AnswerOf(answers, question).GetProperty("status").GetString()!;

    private static (double Have, double Need) NumbersOf(List<JsonElement> answers, string question, string name)
    {
        var check = AnswerOf(answers, question).GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == name);
        return (check.GetProperty("have").GetDouble(), check.GetProperty("need").GetDouble());
    }
}
