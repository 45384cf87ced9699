using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>The endpoint on a real port, over a database of its own, of SQLite unless it is given.</summary>
public sealed class GraphServer : IAsyncDisposable
{
    public static readonly OrganizationId Organization = new(1);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;

    private GraphServer(WebApplication app, DirectoryInfo directory) => (_app, _directory) = (app, directory);

    public required StatementCounter Statements { get; init; }
    public Uri Address => new(_app.Urls.Single() + GraphServices.Path);
    public IServiceProvider Services => _app.Services;

    public static async Task<GraphServer> StartAsync(
        TransportLimits? limits = null,
        IdentityOptions? identity = null,
        Action<IServiceCollection>? configure = null,
        StorageOptions? database = null)
    {
        var directory = Directory.CreateTempSubdirectory("activelabel");
        var counter = new StatementCounter();
        var options = new ServerOptions(directory.FullName, "http://127.0.0.1:0")
        {
            // Nothing here is trained or scheduled: no child process, no jobs.
            InferenceUrl = "http://127.0.0.1:9",
            Scheduling = null,
            Limits = limits ?? new(),
            Identity = identity,
            Database = database,
            IsQuiet = true,
        };
        var app = await ServerHost.BuildAsync(
            options,
            CancellationToken.None,
            services =>
            {
                services.ConfigureDbContext<SqliteDb>(builder => builder.AddInterceptors(counter));
                // What is called from here is on this machine.
                services.AddSingleton(new OutboundOptions(AllowsPrivateAddresses: true));
                configure?.Invoke(services);
            });
        await app.StartAsync();
        return new(app, directory) { Statements = counter };
    }

    public Task<ActiveLabelDb> OpenDatabaseAsync()
        => Services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>().CreateDbContextAsync(CancellationToken.None);

    /// <summary>An organization of its own, and the key of its administrator.</summary>
    public async Task<string> StrangerAsync(string name = "strangers")
        => (await Services.GetRequiredService<CreateOrganization>().ExecuteAsync(name, CancellationToken.None))!
            .Value.ApiKey;

    /// <summary>A key with a role, through the API.</summary>
    /// <param name="more">Further fields of the input, as in a document.</param>
    public async Task<string> CreateKeyAsync(string administrator, string role, string more = "")
        => (await CreateKeyWithIdAsync(administrator, role, more)).Secret;

    public async Task<(string Secret, string Id)> CreateKeyWithIdAsync(
        string administrator, string role, string more = "")
    {
        var payload = (await DataAsync(
            administrator,
            $$"""
            mutation { createApiKey(input: {
              name: "{{role}}", role: {{role}}, idempotencyKey: "{{Guid.NewGuid()}}" {{more}} })
              { secret apiKey { id } errors { __typename ... on Error { message } } } }
            """)).GetProperty("createApiKey");
        Assert.True(payload.GetProperty("errors").ValueKind == JsonValueKind.Null, payload.ToString());
        return (payload.GetProperty("secret").GetString()!,
            payload.GetProperty("apiKey").GetProperty("id").GetString()!);
    }

    /// <summary>Waits until what was begun is over.</summary>
    public static Task QuietAsync() => Task.Delay(200);

    /// <summary>A key of an administrator.</summary>
    public Task<string> AdministratorAsync()
        => Services.GetRequiredService<CreateApiKey>().ForAdministratorAsync(Organization, CancellationToken.None);

    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>The whole answer to a POST.</summary>
    public async Task<JsonElement> PostAsync(string? key, string query, object? variables = null)
    {
        using var client = Client(key);
        client.DefaultRequestHeaders.Accept.Add(
            new MediaTypeWithQualityHeaderValue("application/graphql-response+json"));
        using var response = await client.PostAsJsonAsync("", new { query, variables });
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The data of an answer that must have no errors.</summary>
    public async Task<JsonElement> DataAsync(string key, string query, object? variables = null)
    {
        var answer = await PostAsync(key, query, variables);
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        return answer.GetProperty("data");
    }

    /// <summary>A project with items, through the API and the use case for bulk data.</summary>
    /// <returns>The project's global id.</returns>
    public async Task<string> CreateProjectAsync(string administrator, int items, string name = "Animals")
    {
        var data = await DataAsync(
            administrator,
            """
            mutation($name: String!) {
              createProject(input: {
                name: $name, instructions: "Look closely.", idempotencyKey: $name, seed: 7,
                settings: { judgementsMax: 2, leaseSeconds: 600 },
                questions: [{ key: "animal", prompt: "Which animal?", choices: [
                  { key: "cat", title: "Cat", description: "It purrs.", example: "Meow" }
                  { key: "dog", title: "Dog" }] }]
              }) { project { id } errors { __typename } }
            }
            """,
            new { name });
        var id = data.GetProperty("createProject").GetProperty("project").GetProperty("id").GetString()!;
        await AddItemsAsync(id, items);
        return id;
    }

    /// <summary>Adds items to a project, through the use case for bulk data.</summary>
    public async Task AddItemsAsync(string id, int items)
    {
        await using var db = await OpenDatabaseAsync();
        var project = await db.Projects.SingleAsync(known => known.Id == GlobalId.Parse<ProjectId>(id));
        await Services.GetRequiredService<AddItems>().ExecuteAsync(
            project,
            [.. Enumerable.Range(0, items).Select(
                index => new NewItem($"item-{index}", $$"""{"text":"Nr. {{index}}"}"""))],
            CancellationToken.None);
    }

    /// <returns>The key of a new worker of the project.</returns>
    public async Task<string> CreateWorkerAsync(string administrator, string project, string name)
        => (await DataAsync(
            administrator,
            """
            mutation($project: ID!, $name: String!) {
              createWorker(input: { projectId: $project, name: $name, idempotencyKey: $name }) { apiKey }
            }
            """,
            new { project, name })).GetProperty("createWorker").GetProperty("apiKey").GetString()!;

    /// <summary>Claims tasks and answers them all the same.</summary>
    /// <param name="client">Further fields of the input, as in a document.</param>
    public async Task JudgeAsync(
        string worker, string project, int count, string choice = "cat", string client = "")
    {
        var claimed = await DataAsync(
            worker,
            "mutation($project: ID!, $count: Int!) { claimTasks(input: { projectId: $project, count: $count }) "
                + "{ leases { token task { id } } } }",
            new { project, count });
        foreach (var lease in claimed.GetProperty("claimTasks").GetProperty("leases").EnumerateArray())
        {
            var task = lease.GetProperty("task").GetProperty("id").GetString()!;
            var token = lease.GetProperty("token").GetInt32();
            var answer = await DataAsync(
                worker,
                $$"""
                mutation($task: ID!, $token: Int!, $key: String!, $choice: String!) {
                  submitJudgement(input: { taskId: $task, token: $token, idempotencyKey: $key, handlingSeconds: 3
                    answers: [{ questionKey: "animal", value: { singleChoice: $choice } }] {{client}} })
                  { errors { __typename ... on Error { message } } }
                }
                """,
                new { task, token, key = $"{task}-{token}", choice });
            Assert.Equal(
                JsonValueKind.Null, answer.GetProperty("submitJudgement").GetProperty("errors").ValueKind);
        }
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }
}
