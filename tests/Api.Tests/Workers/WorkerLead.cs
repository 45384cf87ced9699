using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Workers;

/// <summary>A server, and somebody who leads workers on it.</summary>
internal sealed class WorkerLead : IAsyncDisposable
{
    private WorkerLead(GraphServer server, string key) => (Server, Key) = (server, key);

    public GraphServer Server { get; }
    public string Key { get; }

    public static async Task<WorkerLead> StartAsync(StorageOptions? database = null)
    {
        var server = await GraphServer.StartAsync(database: database);
        return new(server, await server.AdministratorAsync());
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A project with a few items.</summary>
    /// <param name="requirement">As in a document; null for none.</param>
    public async Task<string> ProjectAsync(string? requirement, string name = "Animals", int items = 4)
    {
        var wanted = requirement is null ? "" : $"requirement: {requirement}";
        var payload = await MutateAsync(
            "createProject",
            $$"""
            name: "{{name}}", instructions: "Look.", idempotencyKey: "{{name}}", {{wanted}}
            settings: { judgementsMin: 1, judgementsMax: 1, controlJudgements: 1 }
            questions: [{ key: "animal", prompt: "Which?", choices: [
              { key: "cat", title: "Cat" } { key: "dog", title: "Dog" }] }]
            """,
            "project { id }");
        var id = payload.GetProperty("project").GetProperty("id").GetString()!;
        await using var db = await Server.OpenDatabaseAsync();
        var project = await db.Projects.SingleAsync(known => known.Id == GlobalId.Parse<ProjectId>(id));
        await Server.Services.GetRequiredService<AddItems>().ExecuteAsync(
            project,
            [.. Enumerable.Range(0, items).Select(index => new NewItem($"item-{index}", """{"text":"Meow"}"""))],
            CancellationToken.None);
        return id;
    }

    /// <returns>The id of a new worker of the project, and his key.</returns>
    public async Task<(string Id, string Key)> WorkerAsync(string project, string name, string crowd = "private")
    {
        var payload = await TryWorkerAsync(project, name, crowd);
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("errors").ValueKind);
        return (payload.GetProperty("worker").GetProperty("id").GetString()!,
            payload.GetProperty("apiKey").GetString()!);
    }

    public async Task<JsonElement> TryWorkerAsync(string project, string name, string crowd)
        => await TryAsync(
            Key,
            "createWorker",
            $"projectId: \"{project}\", name: \"{name}\", crowd: \"{crowd}\", idempotencyKey: \"{name}\"",
            "worker { id } apiKey");

    /// <returns>The credential's id.</returns>
    public async Task<string> GrantAsync(string worker, string type, string key, string more = "")
        => (await MutateAsync(
            "grantCredential",
            $"workerId: \"{worker}\", type: {type}, key: \"{key}\", idempotencyKey: \"{Guid.NewGuid()}\", {more}",
            "credential { id }")).GetProperty("credential").GetProperty("id").GetString()!;

    public Task ZoneAsync(string key, string network)
        => MutateAsync(
            "saveAccessZone", $"key: \"{key}\", title: \"{key}\", networks: [\"{network}\"]", "accessZone { id }");

    /// <summary>Runs a job of a project to its end, which must be a good one.</summary>
    public async Task<Operation> RunAsync(string project, Job job)
    {
        await using var db = await Server.OpenDatabaseAsync();
        var known = await db.Projects.SingleAsync(row => row.Id == GlobalId.Parse<ProjectId>(project));
        var operation = await Server.Services.GetRequiredService<StartOperation>().ExecuteAsync(
            known.OrganizationId, known.Id, job, CancellationToken.None);
        return await FinishAsync(operation!.Id);
    }

    /// <summary>Runs an operation that was started.</summary>
    public async Task<Operation> FinishAsync(OperationId id)
    {
        await Server.Services.GetRequiredService<RunOperation>().ExecuteAsync(id, CancellationToken.None);
        await using var db = await Server.OpenDatabaseAsync();
        var done = await db.Operations.AsNoTracking().SingleAsync(row => row.Id == id);
        Assert.True(done.State == OperationState.Succeeded, $"{done.Job}: {done.Error}");
        return done;
    }

    /// <summary>Answers a task that is held.</summary>
    public async Task<JsonElement> SubmitAsync(string worker, JsonElement lease, string choice = "cat")
        => await TryAsync(
            worker,
            "submitJudgement",
            $$"""
            taskId: "{{lease.GetProperty("task").GetProperty("id").GetString()}}"
            token: {{lease.GetProperty("token").GetInt32()}}, idempotencyKey: "{{Guid.NewGuid()}}"
            answers: [{ questionKey: "animal", value: { singleChoice: "{{choice}}" } }]
            """,
            "judgement { id }");

    /// <summary>A mutation that must succeed.</summary>
    public async Task<JsonElement> MutateAsync(string mutation, string input, string selection)
    {
        var payload = await TryAsync(Key, mutation, input, selection);
        Assert.True(payload.GetProperty("errors").ValueKind == JsonValueKind.Null, payload.ToString());
        return payload;
    }

    /// <returns>The payload, with the errors of a refusal.</returns>
    public async Task<JsonElement> TryAsync(string key, string mutation, string input, string selection)
        => (await Server.DataAsync(
            key,
            $$"""
            mutation { {{mutation}}(input: { {{input}} }) {
              {{selection}} errors { __typename ... on Error { code message } } } }
            """)).GetProperty(mutation);

    /// <returns>The entries of the audit log for a mutation that ended so.</returns>
    public async Task<IReadOnlyList<JsonElement>> AuditAsync(string action, string outcome)
        => [.. (await Server.DataAsync(
            Key, "{ auditLog(last: 100) { nodes { action outcome errorCodes targets remoteAddress } } }"))
            .GetProperty("auditLog").GetProperty("nodes").EnumerateArray()
            .Where(entry => entry.GetProperty("action").GetString() == action
                && entry.GetProperty("outcome").GetString() == outcome)];
}
