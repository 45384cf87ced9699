using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActiveLabel.Api.Tests.Connectors;

/// <summary>
/// An outside crowd as docs/external-crowd.md describes it, with nothing but HTTP: it listens for webhooks, registers
/// its people by signed requests, takes tasks and returns judgements.
/// </summary>
internal sealed class SampleConnector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri _server;

    private SampleConnector(WebApplication app, Uri server) => (_app, _server) = (app, server);

    public string Url => _app.Urls.Single() + "/hook";

    /// <summary>Set once the connector was made: each side has its own id and the secret that both know.</summary>
    public string Id { get; set; } = "";
    public string Secret { get; set; } = "";

    /// <summary>What it answers to a webhook.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>Deliveries whose signature held.</summary>
    public ConcurrentQueue<(string Delivery, JsonElement Body)> Deliveries { get; } = [];

    /// <summary>Deliveries whose signature did not.</summary>
    public int ForgedCount { get; private set; }

    public static async Task<SampleConnector> StartAsync(Uri server)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var connector = new SampleConnector(app, server);
        app.MapPost("/hook", (Delegate)connector.HearAsync);
        app.MapPost("/elsewhere", () => Results.Redirect(connector.Url, permanent: false, preserveMethod: true));
        await app.StartAsync();
        return connector;
    }

    /// <summary>One of the crowd's people takes tasks and answers them all.</summary>
    /// <returns>How many.</returns>
    public async Task<int> WorkAsync(string externalId, string projectId, string choice)
    {
        var (status, registered) = await RegisterAsync(externalId, Secret, TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, status);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", registered.GetProperty("apiKey").GetString());
        client.DefaultRequestHeaders.Accept.Add(
            new MediaTypeWithQualityHeaderValue("application/graphql-response+json"));
        var judged = 0;
        while (true)
        {
            var claimed = await AskAsync(
                client,
                "mutation($p: ID!) { claimTasks(input: { projectId: $p, count: 2 }) { "
                    + "leases { token task { id item { data } } } } }",
                new { p = projectId });
            var leases = claimed.GetProperty("claimTasks").GetProperty("leases").EnumerateArray().ToList();
            if (leases.Count == 0)
                return judged;
            foreach (var lease in leases)
            {
                await AskAsync(
                    client,
                    """
                    mutation($task: ID!, $token: Int!, $key: String!, $choice: String!) {
                      submitJudgement(input: { taskId: $task, token: $token, idempotencyKey: $key
                        answers: [{ questionKey: "animal", value: { singleChoice: $choice } }] })
                      { judgement { id } errors { __typename ... on Error { message } } } }
                    """,
                    new
                    {
                        task = lease.GetProperty("task").GetProperty("id").GetString(),
                        token = lease.GetProperty("token").GetInt32(),
                        key = Guid.NewGuid(),
                        choice,
                    });
                judged++;
            }
        }
    }

    /// <param name="age">How long ago the request says it was signed.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body)> RegisterAsync(
        string externalId, string secret, TimeSpan age)
    {
        var body = JsonSerializer.Serialize(new { externalId });
        var timestamp = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, $"/connectors/{Id}/workers"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(RequestSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(RequestSignature.SignatureHeader, RequestSignature.Sign(secret, timestamp, body));
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> HearAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (!RequestSignature.Verify(
            Secret,
            http.Request.Headers[RequestSignature.TimestampHeader],
            http.Request.Headers[RequestSignature.SignatureHeader],
            body,
            TimeProvider.System.GetUtcNow()))
        {
            ForgedCount++;
            return Results.Unauthorized();
        }
        if (Status == StatusCodes.Status200OK)
            Deliveries.Enqueue((
                http.Request.Headers[RequestSignature.DeliveryHeader].ToString(),
                JsonDocument.Parse(body).RootElement.Clone()));
        return Results.StatusCode(Status);
    }

    private async Task<JsonElement> AskAsync(HttpClient client, string query, object variables)
    {
        using var response = await client.PostAsJsonAsync(_server, new { query, variables });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        return answer.GetProperty("data");
    }
}
