using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Workers;

/// <summary>What workers may and may not, as leads and workers see it over the API.</summary>
public sealed class WorkerAccessTests : IAsyncLifetime
{
    private const string Claim = """
        mutation($project: ID!) { claimTasks(input: { projectId: $project }) {
          leases { token task { id } }
          whyNoTask { rule because { code taskCount explanation } }
          errors { __typename ... on Error { code message } } } }
        """;

    private WorkerLead _lead = null!;

    public async Task InitializeAsync() => _lead = await WorkerLead.StartAsync();

    public async Task DisposeAsync() => await _lead.DisposeAsync();

    [Fact]
    public async Task An_expired_clearance_is_refused_at_the_claim_and_the_audit_log_proves_it()
    {
        var project = await _lead.ProjectAsync("""{ clearance: { clearance: "phi-2" } }""");
        var (worker, key) = await _lead.WorkerAsync(project, "Ada");
        var credential = await _lead.GrantAsync(worker, "CLEARANCE", "phi-2", "expiresAt: \"2999-01-01T00:00:00Z\"");
        Assert.Single(Leases(await _lead.Server.DataAsync(key, Claim, new { project })));
        await using (var db = await _lead.Server.OpenDatabaseAsync())
            await db.WorkerCredentials.ExecuteUpdateAsync(
                set => set.SetProperty(held => held.ExpiresAt, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));

        var answer = (await _lead.Server.DataAsync(key, Claim, new { project })).GetProperty("claimTasks");

        Assert.Equal("NOT_ELIGIBLE", answer.GetProperty("whyNoTask").GetProperty("rule").GetString());
        var because = Assert.Single(answer.GetProperty("whyNoTask").GetProperty("because").EnumerateArray());
        Assert.Equal("lacks clearance phi-2, expired 2026-03-01", because.GetProperty("explanation").GetString());
        Assert.True(because.GetProperty("taskCount").GetInt32() >= 3);
        Assert.Equal(
            "ClearanceExpiredError",
            Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("__typename").GetString());
        var entry = Assert.Single(await _lead.AuditAsync("claimTasks", "REFUSED"));
        Assert.Equal("CLEARANCE_EXPIRED", entry.GetProperty("errorCodes")[0].GetString());
        Assert.Contains(project, entry.GetProperty("targets").EnumerateArray().Select(id => id.GetString()));
        Assert.NotEmpty(credential);
    }

    [Fact]
    public async Task A_grant_replaces_the_one_before_and_history_keeps_both()
    {
        var project = await _lead.ProjectAsync("""{ skill: { skill: "law", levelMin: 3 } }""");
        var (worker, key) = await _lead.WorkerAsync(project, "Ada");
        await _lead.GrantAsync(worker, "SKILL", "law", "level: 2");
        var low = (await _lead.Server.DataAsync(key, Claim, new { project })).GetProperty("claimTasks");
        await _lead.GrantAsync(worker, "SKILL", "law", "level: 4");

        Assert.Equal(
            "SKILL_LEVEL_TOO_LOW",
            Assert.Single(low.GetProperty("errors").EnumerateArray()).GetProperty("code").GetString());
        Assert.Single(Leases(await _lead.Server.DataAsync(key, Claim, new { project })));
        Assert.Equal([4], await LevelsAsync(worker, withHistory: false));
        Assert.Equal([2, 4], await LevelsAsync(worker, withHistory: true));
    }

    [Fact]
    public async Task A_worker_reads_what_he_holds_and_not_what_it_rests_on()
    {
        var project = await _lead.ProjectAsync("""{ badge: "nda" }""");
        var (worker, key) = await _lead.WorkerAsync(project, "Ada");
        await _lead.GrantAsync(worker, "BADGE", "nda", "attestation: \"signed on paper\"");

        var mine = await _lead.Server.DataAsync(key, "{ viewer { credentials(type: BADGE) { nodes { key } } } }");
        var refused = await _lead.Server.PostAsync(
            key, "{ viewer { credentials { nodes { attestation } } } }");

        Assert.Equal("nda", mine.GetProperty("viewer").GetProperty("credentials").GetProperty("nodes")[0]
            .GetProperty("key").GetString());
        Assert.Contains("FORBIDDEN", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_is_given_and_taken_within_its_access_zone_only()
    {
        var project = await _lead.ProjectAsync("""{ zone: "clinic" }""");
        var (_, key) = await _lead.WorkerAsync(project, "Ada");
        await _lead.ZoneAsync("clinic", "10.0.0.0/8");
        var outside = (await _lead.Server.DataAsync(key, Claim, new { project })).GetProperty("claimTasks");
        await _lead.ZoneAsync("clinic", "127.0.0.0/8");
        var lease = Assert.Single(Leases(await _lead.Server.DataAsync(key, Claim, new { project })));
        await _lead.ZoneAsync("clinic", "10.0.0.0/8");

        var judged = await _lead.SubmitAsync(key, lease);

        Assert.Equal("OutsideZoneError", outside.GetProperty("errors")[0].GetProperty("__typename").GetString());
        Assert.Equal("OUTSIDE_ZONE", judged.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Single(await _lead.AuditAsync("submitJudgement", "REFUSED"));
    }

    [Fact]
    public async Task Deactivation_gives_the_tasks_back_at_once_and_reactivation_lets_in_again()
    {
        var project = await _lead.ProjectAsync(requirement: null);
        var (worker, key) = await _lead.WorkerAsync(project, "Ada");
        var lease = Assert.Single(Leases(await _lead.Server.DataAsync(key, Claim, new { project })));

        await _lead.MutateAsync("deactivateWorker", $"workerId: \"{worker}\"", "worker { deactivatedAt }");
        var judged = await _lead.SubmitAsync(key, lease);
        var claimed = (await _lead.Server.DataAsync(key, Claim, new { project })).GetProperty("claimTasks");
        await using (var db = await _lead.Server.OpenDatabaseAsync())
        {
            Assert.Empty(await db.Slots.ToListAsync());
            Assert.Equal(0, (await db.Counters.SingleAsync()).SlotsLeased);
        }
        await _lead.MutateAsync("reactivateWorker", $"workerId: \"{worker}\"", "worker { deactivatedAt }");

        Assert.NotEmpty(judged.GetProperty("errors").EnumerateArray());
        Assert.Equal("WORKER_DEACTIVATED", claimed.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Single(Leases(await _lead.Server.DataAsync(key, Claim, new { project })));
    }

    [Fact]
    public async Task A_crowd_must_be_there_and_its_kind_counts()
    {
        var project = await _lead.ProjectAsync("""{ crowd: { kind: VENDOR } }""");
        var typo = await _lead.TryWorkerAsync(project, "Ada", "acmee");
        await _lead.MutateAsync(
            "createCrowd", """key: "acme", title: "Acme", kind: VENDOR, idempotencyKey: "acme" """, "crowd { id }");
        var (_, acme) = await _lead.WorkerAsync(project, "Ben", "acme");
        var (_, own) = await _lead.WorkerAsync(project, "Cyd");

        var refused = (await _lead.Server.DataAsync(own, Claim, new { project })).GetProperty("claimTasks");

        Assert.Equal("INVALID_INPUT", typo.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("WRONG_CROWD", refused.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Single(Leases(await _lead.Server.DataAsync(acme, Claim, new { project })));
    }

    [Fact]
    public async Task A_conflict_that_is_declared_after_the_claim_is_found_at_the_judgement()
    {
        var project = await _lead.ProjectAsync("""{ noConflictBy: "author" }""");
        await using (var db = await _lead.Server.OpenDatabaseAsync())
            await db.Items.ExecuteUpdateAsync(
                set => set.SetProperty(item => item.Attributes, """{"author":["Grace","Edsger "]}"""));
        var (worker, key) = await _lead.WorkerAsync(project, "Ada");
        var lease = Assert.Single(Leases(await _lead.Server.DataAsync(key, Claim, new { project })));
        await _lead.MutateAsync(
            "declareConflict", $"workerId: \"{worker}\", attribute: \"author\", value: \"edsger\"", "conflict { id }");

        var judged = await _lead.SubmitAsync(key, lease);

        Assert.Equal("CONFLICT_OF_INTEREST", judged.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_lead_of_one_project_grants_nothing_that_counts_in_others()
    {
        var project = await _lead.ProjectAsync(requirement: null);
        var (worker, _) = await _lead.WorkerAsync(project, "Ada");
        var lead = await _lead.Server.CreateKeyAsync(_lead.Key, "MANAGER", $"projectId: \"{project}\"");

        var answer = await _lead.Server.PostAsync(
            lead,
            $$"""
            mutation { grantCredential(input: {
              workerId: "{{worker}}", type: BADGE, key: "nda", idempotencyKey: "x" }) { credential { id } } }
            """);

        Assert.Contains("FORBIDDEN", answer.ToString(), StringComparison.Ordinal);
        await using var db = await _lead.Server.OpenDatabaseAsync();
        Assert.Empty(await db.WorkerCredentials.ToListAsync());
    }

    private async Task<IEnumerable<int>> LevelsAsync(string worker, bool withHistory)
    {
        var data = await _lead.Server.DataAsync(
            _lead.Key,
            "query($worker: ID!, $all: Boolean!) { "
                + "workerCredentials(workerId: $worker, withHistory: $all) { nodes { level } } }",
            new { worker, all = withHistory });
        return data.GetProperty("workerCredentials").GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("level").GetInt32()).ToList();
    }

    private static List<JsonElement> Leases(JsonElement data)
        => [.. data.GetProperty("claimTasks").GetProperty("leases").EnumerateArray()];
}
