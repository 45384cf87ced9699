using System.Net.Http.Json;
using System.Text.Json;

namespace ActiveLabel.Api.Tests.CommandLine;

/// <summary>A client of a server in another process.</summary>
internal sealed class ApiClient(Uri endpoint, string key)
{
    private static readonly HttpClient Http = new();

    /// <exception cref="HttpRequestException">The server has gone.</exception>
    public async Task<JsonElement> SendAsync(
        string query, object? variables = null, CancellationToken cancellationToken = default)
    {
        using var response = await PostAsync(endpoint, JsonContent.Create(new { query, variables }), cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.TryGetProperty("errors", out var errors)
            ? throw new InvalidOperationException(errors.GetRawText())
            : answer.GetProperty("data");
    }

    public async Task<string> CreateProjectAsync(string name)
    {
        var created = await SendAsync(
            """
            mutation($name: String!) {
              createProject(input: {
                name: $name, instructions: "", idempotencyKey: $name,
                questions: [{ key: "q", prompt: "?", choices: [{ key: "a", title: "A" }, { key: "b", title: "B" }] }]
              }) { project { id } }
            }
            """,
            new { name });
        return created.GetProperty("createProject").GetProperty("project").GetProperty("id").GetString()!;
    }

    public async Task ImportAsync(string project, IEnumerable<string> texts)
    {
        using var body = new StringContent(
            string.Join('\n', texts.Select((text, index) => JsonSerializer.Serialize(new { id = $"{index}", text }))));
        using var response = await PostAsync(
            new(endpoint, $"/projects/{project}/items:import?format=jsonl&id=id"), body, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    public async Task<string> CreateWorkerAsync(string project, string name)
    {
        var created = await SendAsync(
            """
            mutation($project: ID!, $name: String!) {
              createWorker(input: { projectId: $project, name: $name, idempotencyKey: $name }) { apiKey }
            }
            """,
            new { project, name });
        return created.GetProperty("createWorker").GetProperty("apiKey").GetString()!;
    }

    /// <summary>The ids of all judgements of a project.</summary>
    public async Task<HashSet<string>> JudgementsAsync(string project)
    {
        var ids = new HashSet<string>();
        for (string? after = null; ;)
        {
            var page = (await SendAsync(
                """
                query($project: ID!, $after: String) {
                  judgements(projectId: $project, first: 100, after: $after) {
                    nodes { id } pageInfo { hasNextPage endCursor }
                  }
                }
                """,
                new { project, after })).GetProperty("judgements");
            ids.UnionWith(page.GetProperty("nodes").EnumerateArray()
                .Select(node => node.GetProperty("id").GetString()!));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
                return ids;
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }
    }

    private async Task<HttpResponseMessage> PostAsync(
        Uri address, HttpContent body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = body };
        request.Headers.Authorization = new("Bearer", key);
        return await Http.SendAsync(request, cancellationToken);
    }
}
