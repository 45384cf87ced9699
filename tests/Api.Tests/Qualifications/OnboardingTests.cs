using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActiveLabel.Api.Tests.Workers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Qualifications;

/// <summary>From the invitation to the first task, as the person who was invited goes through it.</summary>
public sealed class OnboardingTests : IAsyncLifetime
{
    private const string Test =
        "{ failAccuracy: 0.5, passAccuracy: 0.95, falsePassRate: 0.2, falseFailRate: 0.2, questionsMax: 8 }";

    private WorkerLead _lead = null!;
    private string _school = "";
    private string _work = "";
    private string _qualification = "";

    public async Task InitializeAsync()
    {
        _lead = await WorkerLead.StartAsync();
        _school = await _lead.ProjectAsync(requirement: null, "School", items: 12);
        _work = await _lead.ProjectAsync("""{ qualification: "animals" }""", "Work");
        var questions = string.Join(' ', Enumerable.Range(0, 10).Select(index =>
            $$"""
            { externalId: "item-{{index}}", answer: "cat", explanation: "It purrs.", isTraining: {{Bool(index < 2)}} }
            """));
        _qualification = (await _lead.MutateAsync(
            "createQualification",
            $$"""
            projectId: "{{_school}}", key: "animals", title: "Animals", test: {{Test}}, retryAfterDays: 7, validDays: 30
            idempotencyKey: "animals", questions: [{{questions}}]
            """,
            "qualification { id }")).GetProperty("qualification").GetProperty("id").GetString()!;
    }

    public async Task DisposeAsync() => await _lead.DisposeAsync();

    [Fact]
    public async Task Who_is_invited_learns_qualifies_and_works()
    {
        var (status, accepted) = await AcceptAsync(await InviteAsync(), "Ada");
        Assert.Equal(HttpStatusCode.OK, status);
        var key = accepted.GetProperty("apiKey").GetString()!;
        Assert.Equal("NOT_FOUND", (await ClaimAsync(key)).GetProperty("errors")[0].GetProperty("code").GetString());

        var attempt = await BeginAsync(key);
        var wrong = await AnswerAsync(key, attempt, 1, "dog");
        Assert.False(wrong.GetProperty("feedback").GetProperty("isRight").GetBoolean());
        Assert.Equal("It purrs.", wrong.GetProperty("feedback").GetProperty("explanation").GetString());
        await AnswerAsync(key, attempt, 2, "cat");
        var answered = await AnswerAllAsync(key, attempt, "cat");

        Assert.Equal("PASSED", answered.GetProperty("attempt").GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, answered.GetProperty("feedback").ValueKind);
        Assert.Single((await ClaimAsync(key)).GetProperty("leases").EnumerateArray());
        await using var db = await _lead.Server.OpenDatabaseAsync();
        var held = await db.WorkerCredentials.SingleAsync();
        Assert.Equal(30, (held.ExpiresAt!.Value - held.GrantedAt).TotalDays);
        var states = await db.Events.Where(happened => happened.Details.Contains("invitationId"))
            .OrderBy(happened => happened.Sequence).Select(happened => happened.Details).ToListAsync();
        Assert.Equal(
            ["Invited", "Accepted", "Qualifying", "Working"],
            states.Select(details => JsonDocument.Parse(details).RootElement.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Who_fails_waits_before_trying_again()
    {
        var (_, accepted) = await AcceptAsync(await InviteAsync(), "Ben");
        var key = accepted.GetProperty("apiKey").GetString()!;
        var attempt = await BeginAsync(key);
        await AnswerAsync(key, attempt, 1, "cat");
        await AnswerAsync(key, attempt, 2, "cat");

        var failed = await AnswerAllAsync(key, attempt, "dog");
        var again = await TryBeginAsync(key);
        await using (var db = await _lead.Server.OpenDatabaseAsync())
            await db.QualificationAttempts.ExecuteUpdateAsync(
                set => set.SetProperty(known => known.EndedAt, DateTimeOffset.UnixEpoch));
        var later = await TryBeginAsync(key);

        Assert.Equal("FAILED", failed.GetProperty("attempt").GetProperty("state").GetString());
        Assert.Equal("RETRY_LATER", again.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal(2, later.GetProperty("attempt").GetProperty("number").GetInt32());
        Assert.Equal("NOT_FOUND", (await ClaimAsync(key)).GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_retried_answer_counts_once_and_another_is_out_of_turn()
    {
        var (_, accepted) = await AcceptAsync(await InviteAsync(), "Cyd");
        var key = accepted.GetProperty("apiKey").GetString()!;
        var attempt = await BeginAsync(key);

        await AnswerAsync(key, attempt, 1, "cat");
        var retried = await AnswerAsync(key, attempt, 1, "cat");
        var changed = await AnswerAsync(key, attempt, 1, "dog");
        var ahead = await AnswerAsync(key, attempt, 5, "cat");

        Assert.Equal(1, retried.GetProperty("attempt").GetProperty("answeredCount").GetInt32());
        Assert.Equal("OUT_OF_TURN", changed.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("OUT_OF_TURN", ahead.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_token_is_good_once_until_it_expires_or_is_taken_back()
    {
        var token = await InviteAsync();
        await AcceptAsync(token, "Ada");
        Assert.Equal(HttpStatusCode.Gone, (await AcceptAsync(token, "Eve")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await AcceptAsync("al_guessed", "Eve")).Status);

        var late = await InviteAsync();
        await using (var db = await _lead.Server.OpenDatabaseAsync())
            await db.Invitations.ExecuteUpdateAsync(
                set => set.SetProperty(known => known.ExpiresAt, DateTimeOffset.UnixEpoch));
        Assert.Equal(HttpStatusCode.Gone, (await AcceptAsync(late, "Eve")).Status);

        var taken = (await _lead.Server.DataAsync(
            _lead.Key, "query($p: ID!) { invitations(projectId: $p, last: 1) { nodes { id } } }", new { p = _work }))
            .GetProperty("invitations").GetProperty("nodes")[0].GetProperty("id").GetString();
        await _lead.MutateAsync("revokeInvitation", $"invitationId: \"{taken}\"", "invitation { state }");
        Assert.Single(await _lead.AuditAsync("acceptInvitation", "SUCCEEDED"));
        await using var after = await _lead.Server.OpenDatabaseAsync();
        Assert.Single(await after.Workers.ToListAsync());
    }

    private static string Bool(bool value) => value ? "true" : "false";

    private async Task<string> InviteAsync()
        => (await _lead.MutateAsync(
            "createInvitation",
            $"projectId: \"{_work}\", note: \"a friend\", qualificationId: \"{_qualification}\", "
                + $"idempotencyKey: \"{Guid.NewGuid()}\"",
            "token")).GetProperty("token").GetString()!;

    private async Task<(HttpStatusCode Status, JsonElement Body)> AcceptAsync(string token, string name)
    {
        using var client = _lead.Server.Client(key: null);
        using var response = await client.PostAsJsonAsync(
            new Uri("/invitations:accept", UriKind.Relative), new { token, name });
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private Task<JsonElement> ClaimAsync(string key)
        => _lead.TryAsync(key, "claimTasks", $"projectId: \"{_work}\"", "leases { token }");

    private Task<JsonElement> TryBeginAsync(string key)
        => _lead.TryAsync(
            key, "beginQualification", $"qualificationId: \"{_qualification}\"",
            "attempt { id number state question { place isTraining prompt choices item { data } } }");

    private async Task<string> BeginAsync(string key)
    {
        var attempt = (await TryBeginAsync(key)).GetProperty("attempt");
        Assert.Equal(1, attempt.GetProperty("question").GetProperty("place").GetInt32());
        return attempt.GetProperty("id").GetString()!;
    }

    private Task<JsonElement> AnswerAsync(string key, string attempt, int place, string choice)
        => _lead.TryAsync(
            key,
            "answerQualification",
            $"attemptId: \"{attempt}\", place: {place}, choice: \"{choice}\"",
            "attempt { state answeredCount question { place } } feedback { isRight explanation }");

    private async Task<JsonElement> AnswerAllAsync(string key, string attempt, string choice)
    {
        for (var place = 3; ; place++)
        {
            var answered = await AnswerAsync(key, attempt, place, choice);
            if (answered.GetProperty("attempt").GetProperty("question").ValueKind == JsonValueKind.Null)
                return answered;
        }
    }
}
