using System.Text.Json;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Misconduct;

public sealed class QuarantineApiTests : IAsyncLifetime
{
    private const string Selection = "quarantine { id reason appeal appealOutcome liftedAt }";
    private WorkerLead _lead = null!;
    private string _project = "";

    public async Task InitializeAsync()
    {
        _lead = await WorkerLead.StartAsync();
        _project = await _lead.ProjectAsync(requirement: null);
    }

    public async Task DisposeAsync() => await _lead.DisposeAsync();

    [Fact]
    public async Task An_appeal_that_is_granted_lets_the_worker_in_and_his_judgements_count()
    {
        var (ada, key) = await _lead.WorkerAsync(_project, "Ada");
        await _lead.Server.JudgeAsync(key, _project, 2);

        var imposed = await ImposeAsync(ada);
        await CaughtUpAsync();
        var doneMeanwhile = await DoneAsync();
        var refused = await _lead.TryAsync(key, "claimTasks", $"projectId: \"{_project}\"", "leases { token }");
        var appealed = await _lead.TryAsync(
            key, "appealQuarantine", $"projectId: \"{_project}\", appeal: \"It was my brother.\"", Selection);
        var again = await _lead.TryAsync(
            key, "appealQuarantine", $"projectId: \"{_project}\", appeal: \"Really.\"", Selection);
        var decided = await _lead.MutateAsync(
            "decideAppeal",
            $"projectId: \"{_project}\", quarantineId: \"{IdOf(imposed)}\", outcome: GRANTED, reason: \"Fine.\"",
            Selection);
        await CaughtUpAsync();

        Assert.Equal(0, doneMeanwhile);
        Assert.Equal("WORKER_QUARANTINED", refused.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("It was my brother.", Text(appealed, "appeal"));
        Assert.Contains("heard once", again.GetProperty("errors").ToString(), StringComparison.Ordinal);
        Assert.Equal("GRANTED", Text(decided, "appealOutcome"));
        Assert.NotEqual(
            JsonValueKind.Null, decided.GetProperty("quarantine").GetProperty("liftedAt").ValueKind);
        Assert.Equal(2, await DoneAsync());
        Assert.Single(await _lead.AuditAsync("decideAppeal", "SUCCEEDED"));
    }

    [Fact]
    public async Task A_worker_sees_no_quarantine_but_his_own_and_imposes_none()
    {
        var (ada, _) = await _lead.WorkerAsync(_project, "Ada");
        var (_, other) = await _lead.WorkerAsync(_project, "Ben");
        await ImposeAsync(ada);

        var seen = await _lead.Server.DataAsync(
            other, $"{{ quarantines(projectId: \"{_project}\") {{ nodes {{ id }} }} }}");
        var tried = await _lead.Server.PostAsync(
            other,
            $$"""
            mutation { quarantineWorker(input: { projectId: "{{_project}}", workerId: "{{ada}}", reason: "No." }) {
              quarantine { id } } }
            """);

        Assert.Empty(seen.GetProperty("quarantines").GetProperty("nodes").EnumerateArray());
        Assert.Contains("FORBIDDEN", tried.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quarantine_that_holds_is_the_answer_to_whoever_imposes_it_again()
    {
        var (ada, _) = await _lead.WorkerAsync(_project, "Ada");

        var first = await ImposeAsync(ada);
        var second = await ImposeAsync(ada);

        Assert.Equal(IdOf(first), IdOf(second));
    }

    [Fact]
    public async Task A_threshold_that_would_convict_on_a_guess_is_refused()
    {
        var refused = await _lead.TryAsync(
            _lead.Key,
            "setMisconductPolicy",
            $"projectId: \"{_project}\", quarantineAt: 0.4",
            "policy { quarantineAt }");
        await _lead.MutateAsync(
            "setMisconductPolicy", $"projectId: \"{_project}\", quarantineAt: 0.99", "policy { quarantineAt }");
        var policy = (await _lead.Server.DataAsync(
            _lead.Key, $"{{ misconductPolicy(projectId: \"{_project}\") {{ quarantineAt alertAt }} }}"))
            .GetProperty("misconductPolicy");

        Assert.Contains("between 0.5 and 1", refused.GetProperty("errors").ToString(), StringComparison.Ordinal);
        Assert.Equal(0.99, policy.GetProperty("quarantineAt").GetDouble());
        Assert.Equal(JsonValueKind.Null, policy.GetProperty("alertAt").ValueKind);
    }

    private Task<JsonElement> ImposeAsync(string worker)
        => _lead.MutateAsync(
            "quarantineWorker",
            $"projectId: \"{_project}\", workerId: \"{worker}\", reason: \"Answers before he can have read.\"",
            Selection);

    private async Task<int> DoneAsync()
    {
        await using var db = await _lead.Server.OpenDatabaseAsync();
        return (int)(await db.Counters.AsNoTracking().SingleAsync()).DoneItems;
    }

    private async Task CaughtUpAsync()
    {
        await using var db = await _lead.Server.OpenDatabaseAsync();
        Assert.Equal(Job.ApplyQuarantines, (await db.Operations.OrderBy(known => known.Id).LastAsync()).Job);
        await db.Operations.ExecuteUpdateAsync(
            set => set.SetProperty(known => known.State, OperationState.Succeeded));
        await _lead.Server.Services.GetRequiredService<ApplyQuarantines>().ExecuteAsync(
            await db.Projects.SingleAsync(), progress: null, CancellationToken.None);
        Assert.False(await db.Quarantines.AnyAsync(quarantine => quarantine.IsPending));
    }

    private static string IdOf(JsonElement payload) => Text(payload, "id");

    private static string Text(JsonElement payload, string field)
        => payload.GetProperty("quarantine").GetProperty(field).GetString()!;
}
