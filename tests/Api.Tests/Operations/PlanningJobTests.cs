using System.Text.Json;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Sizing;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Api.Tests.Operations;

public sealed class PlanningJobTests
{
    [Fact]
    public async Task Each_job_tells_what_it_rested_on_how_long_it_took_and_what_came_of_it()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await lead.ProjectAsync(requirement: null, items: 40);
        var (_, worker) = await lead.WorkerAsync(project, "Ada");
        for (var left = 30; left > 0; left -= 10)
            await lead.Server.JudgeAsync(worker, project, 10);
        await SeededCurves.AddAsync(lead, project, CurveSlice.All);
        (Job Job, string Result)[] jobs =
        [
            (Job.RollUpMetrics, "events"),
            (Job.EstimateSizing, "curves"),
            (Job.Forecast, "isKnown"),
            (Job.AuditBias, "tests"),
            (Job.SuggestWorkflow, "suggestions"),
        ];
        foreach (var (job, _) in jobs)
            await lead.RunAsync(project, job);

        var operations = (await lead.Server.DataAsync(
            lead.Key,
            $"{{ operations(projectId: \"{project}\") {{ nodes {{ "
                + "job state inputsHash durationSeconds result } } }"))
            .GetProperty("operations").GetProperty("nodes").EnumerateArray().ToList();

        Assert.Equal(jobs.Length, operations.Count);
        Assert.All(operations.Zip(jobs), pair =>
        {
            var (operation, (_, result)) = pair;
            Assert.Equal("SUCCEEDED", operation.GetProperty("state").GetString());
            Assert.Matches("^[0-9a-f]{64}$", operation.GetProperty("inputsHash").GetString());
            Assert.True(operation.GetProperty("durationSeconds").GetDouble() >= 0);
            Assert.Equal(
                operation.GetProperty("inputsHash").GetString(),
                operation.GetProperty("result").GetProperty("inputsHash").GetString());
            Assert.NotEqual(JsonValueKind.Undefined, operation.GetProperty("result").GetProperty(result).ValueKind);
        });
    }
}
