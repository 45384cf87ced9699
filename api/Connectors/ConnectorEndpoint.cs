using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Connectors;

/// <summary>
/// <c>POST /connectors/{id}/workers</c> with <c>{"externalId": "..."}</c>, signed with the connector's secret as the
/// server signs: gives a key for one of the crowd's people. With it that person works through the API like anybody.
/// </summary>
public static class ConnectorEndpoint
{
    private const int BodyBytesMax = 4_096;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapConnectors(this WebApplication app) => app.MapPost("/connectors/{id}/workers", RegisterAsync);

    private static async Task<IResult> RegisterAsync(
        string id,
        HttpContext http,
        IDbContextFactory<ActiveLabelDb> databases,
        RegisterCrowdWorker registerCrowdWorker,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await ReadAsync(http.Request.Body, cancellationToken) is not { } body)
            return Refuse(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", $"Send at most {BodyBytesMax} bytes.");
        // No connector and a wrong signature are refused alike: ids cannot be tried out.
        if (await FindAsync(databases, id, cancellationToken) is not { } connector
            || !RequestSignature.Verify(
                connector.Secret,
                http.Request.Headers[RequestSignature.TimestampHeader],
                http.Request.Headers[RequestSignature.SignatureHeader],
                body,
                time.GetUtcNow()))
            return Refuse(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "The signature does not hold.");
        if (connector.State == ConnectorState.Paused)
            return Refuse(StatusCodes.Status403Forbidden, "FORBIDDEN", "The connector is paused.");
        if (ExternalIdOf(body) is not { } externalId)
            return Refuse(
                StatusCodes.Status400BadRequest,
                "INVALID_INPUT",
                $"Send {{\"externalId\": \"...\"}} of 1 to {RegisterCrowdWorker.ExternalIdLengthMax} characters.");
        var (worker, key) = await registerCrowdWorker.ExecuteAsync(
            connector, externalId, Origin.Of(http), cancellationToken);
        return Results.Json(new { workerId = GlobalId.Of(worker), apiKey = key }, Json);
    }

    private static async Task<CrowdConnector?> FindAsync(
        IDbContextFactory<ActiveLabelDb> databases, string id, CancellationToken cancellationToken)
    {
        if (GlobalId.Parse<ConnectorId>(id) is not { } connectorId)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.CrowdConnectors.AsNoTracking()
            .SingleOrDefaultAsync(known => known.Id == connectorId, cancellationToken);
    }

    /// <returns>Null when the body is too long.</returns>
    private static async Task<string?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[BodyBytesMax + 1];
        var length = await body.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > BodyBytesMax ? null : Encoding.UTF8.GetString(buffer.AsSpan(0, length));
    }

    private static string? ExternalIdOf(string body)
    {
        try
        {
            var externalId = JsonSerializer.Deserialize<Registration>(body, Json)?.ExternalId;
            return string.IsNullOrWhiteSpace(externalId)
                || externalId.Length > RegisterCrowdWorker.ExternalIdLengthMax
                || externalId.Contains('\0', StringComparison.Ordinal)
                ? null
                : externalId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Refuse(int status, string code, string message)
        => Results.Json(new { message, code }, Json, statusCode: status);

    private sealed record Registration(string? ExternalId);
}
