using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Graph;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Audit;

public sealed class AuditLogTests : IAsyncLifetime
{
    private GraphServer _server = null!;
    private string _administrator = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _administrator = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_administrator, items: 20);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task An_entry_says_who_did_what_to_what_and_from_where()
    {
        using var client = _server.Client(_administrator);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("test/1.0");
        var before = await CountAsync();

        using var response = await client.PostAsync("", new StringContent(
            """{"query":"mutation { createWorker(input: { """
            + $$"""projectId: \"{{_project}}\", name: \"Ada\", idempotencyKey: \"k\" }) { worker { id } } }"}""",
            System.Text.Encoding.UTF8,
            "application/json"));
        response.EnsureSuccessStatusCode();

        var entry = Assert.Single(await LastAsync(await CountAsync() - before));
        Assert.Equal("createWorker", entry.Action);
        Assert.Equal(_project, entry.Targets);
        Assert.StartsWith("key:", entry.Actor, StringComparison.Ordinal);
        Assert.Equal(("Administrator", AuditOutcome.Succeeded), (entry.Role, entry.Outcome));
        Assert.Equal(("127.0.0.1", "test/1.0"), (entry.RemoteAddress, entry.UserAgent));
        Assert.Equal(64, entry.InputHash.Length);
    }

    [Fact]
    public async Task Every_mutation_of_the_schema_leaves_one_entry_even_where_it_is_refused()
    {
        var worker = await _server.CreateWorkerAsync(_administrator, _project, "Ada");
        var schema = _server.Services.GetRequiredService<ISchema>();

        foreach (var field in schema.Mutation!.Fields)
        {
            var before = await CountAsync();
            var asked = new[] { Role.Administrator, Role.Worker }
                .Select(role => new SchemaWalker((_, _) => "\"none\"") { Role = role })
                .First(walker => walker.MayAsk(schema.Mutation, field));
            await _server.PostAsync(
                asked.Role == Role.Worker ? worker : _administrator, asked.Document("mutation", field));

            Assert.True(await CountAsync() == before + 1, field.Name);
            var entry = Assert.Single(await LastAsync(1));
            Assert.Equal(field.Name, entry.Action);
            Assert.True(entry.Outcome == AuditOutcome.Refused && entry.Errors.Length > 0, field.Name);
        }
    }

    [Fact]
    public async Task Many_at_once_make_one_chain()
    {
        var workers = new List<string>();
        foreach (var name in new[] { "Ada", "Ben", "Cleo", "Dan" })
            workers.Add(await _server.CreateWorkerAsync(_administrator, _project, name));

        await Task.WhenAll(workers.Select(worker => _server.JudgeAsync(worker, _project, 5)));

        var verdict = Assert.Single(await VerifyAsync());
        Assert.True(verdict.BrokenAt is null, verdict.Problem);
        // The project, four workers, four claims, twenty judgements.
        Assert.Equal(29, verdict.Entries);
    }

    [Theory]
    [InlineData("\"At\" = \"At\" + 1", "edited")]
    [InlineData("\"Actor\" = 'key:999'", "edited")]
    [InlineData("\"Role\" = 'Worker'", "edited")]
    [InlineData("\"Action\" = 'nothing'", "edited")]
    [InlineData("\"Targets\" = ''", "edited")]
    [InlineData("\"InputHash\" = ''", "edited")]
    [InlineData("\"Outcome\" = 2", "edited")]
    [InlineData("\"Errors\" = 'X'", "edited")]
    [InlineData("\"RemoteAddress\" = '::1'", "edited")]
    [InlineData("\"UserAgent\" = 'other'", "edited")]
    [InlineData("\"TraceId\" = 'other'", "edited")]
    [InlineData("\"PreviousHash\" = 'x'", "edited")]
    [InlineData("\"Hash\" = 'x'", "edited")]
    [InlineData("\"Sequence\" = 1000", "missing")]
    public async Task A_row_that_was_edited_is_found(string change, string problem)
    {
        await FillAsync();

        await ExecuteAsync($"UPDATE \"AuditEntries\" SET {change} WHERE \"Sequence\" = 3");

        var verdict = Assert.Single(await VerifyAsync());
        Assert.Equal(3, verdict.BrokenAt);
        Assert.Contains(problem, verdict.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Sequence\" = 3", 3)]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Sequence\" >= 3", 3)]
    [InlineData("DELETE FROM \"AuditEntries\"", 1)]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Sequence\" = 5", 5)]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Sequence\" = 1", 1)]
    [InlineData("UPDATE \"AuditHeads\" SET \"Sequence\" = 2", 6)]
    [InlineData("UPDATE \"AuditHeads\" SET \"Hash\" = 'x'", 6)]
    [InlineData("DELETE FROM \"AuditHeads\"", 6)]
    public async Task A_row_that_was_taken_away_is_found(string statement, long brokenAt)
    {
        await FillAsync();

        await ExecuteAsync(statement);

        Assert.Equal(brokenAt, Assert.Single(await VerifyAsync()).BrokenAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task An_edited_row_with_a_hash_of_its_own_breaks_the_chain_after_it(int sequence)
    {
        await FillAsync();
        await ExecuteAsync($"UPDATE \"AuditEntries\" SET \"Actor\" = 'key:999' WHERE \"Sequence\" = {sequence}");
        var forged = (await LastAsync(5)).Single(entry => entry.Sequence == sequence);

        await ExecuteAsync(
            $"UPDATE \"AuditEntries\" SET \"Hash\" = '{AuditChain.HashOf(forged)}' WHERE \"Sequence\" = {sequence}");

        Assert.Equal(sequence + 1, Assert.Single(await VerifyAsync()).BrokenAt);
    }

    [Fact]
    public async Task Administrators_read_the_log_and_nobody_else()
    {
        await FillAsync();

        var log = (await _server.DataAsync(
            _administrator, "{ auditLog(last: 2) { nodes { sequence action outcome targets } } }"))
            .GetProperty("auditLog").GetProperty("nodes");
        var manager = await _server.PostAsync(
            await _server.CreateKeyAsync(_administrator, "MANAGER"), "{ auditLog { nodes { sequence } } }");

        Assert.Equal(2, log.GetArrayLength());
        Assert.Contains("createWorker", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("FORBIDDEN", manager.ToString(), StringComparison.Ordinal);
    }

    // Five entries: the project and four workers.
    private async Task FillAsync()
    {
        foreach (var name in new[] { "Ada", "Ben", "Cleo", "Dan" })
            await _server.CreateWorkerAsync(_administrator, _project, name);
        Assert.Equal(5, await CountAsync());
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var db = await _server.OpenDatabaseAsync();
        await db.Database.ExecuteSqlRawAsync(statement);
    }

    private async Task<int> CountAsync()
    {
        await using var db = await _server.OpenDatabaseAsync();
        return await db.AuditEntries.CountAsync();
    }

    private async Task<List<AuditEntry>> LastAsync(int count)
    {
        await using var db = await _server.OpenDatabaseAsync();
        return await db.AuditEntries.AsNoTracking().OrderByDescending(entry => entry.Sequence).Take(count)
            .ToListAsync();
    }

    private async Task<IReadOnlyList<AuditVerdict>> VerifyAsync()
        => await _server.Services.GetRequiredService<VerifyAudit>().ExecuteAsync(CancellationToken.None);
}
