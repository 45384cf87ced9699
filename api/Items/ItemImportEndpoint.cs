using System.Text.Json;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using GraphQL;
using Microsoft.AspNetCore.Http.Features;

namespace ActiveLabel.Api.Items;

/// <summary>
/// <c>POST /projects/{id}/items:import?format=csv|jsonl&amp;id=COLUMN&amp;text=COLUMN&amp;gold=COLUMN</c>: the body is
/// the file, plain or gzipped. Bulk data does not go through GraphQL documents.
/// </summary>
public static class ItemImportEndpoint
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly string[] Parameters = ["format", "id", "text", "gold"];

    public static void MapItemImport(this WebApplication app)
        => app.MapPost("/projects/{id}/items:import", ImportAsync).RequireAudience(Audience.Importers);

    private static async Task<IResult> ImportAsync(
        string id,
        HttpContext http,
        ProjectAccess projects,
        ImportItems importItems,
        AuditLog auditLog,
        CancellationToken cancellationToken)
    {
        if (http.Request.Query.Keys.FirstOrDefault(key => !Parameters.Contains(key)) is { } unknown)
            return Refuse(
                StatusCodes.Status400BadRequest,
                "UNKNOWN_PARAMETER",
                $"There is no parameter '{unknown}'; there are {string.Join(", ", Parameters)}.");
        if (FormatOf(http.Request.Query["format"]) is not { } format)
            return Refuse(StatusCodes.Status400BadRequest, "INVALID_FORMAT", "Say format=csv or format=jsonl.");
        if (await projects.FindAsync(http.Caller(), id, cancellationToken) is not { } project)
            return Refuse(StatusCodes.Status404NotFound, "NOT_FOUND", "There is no such project.");

        // An import streams: its memory does not grow with its length.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var columns = new ItemColumns(
            http.Request.Query["id"].FirstOrDefault(),
            http.Request.Query["text"].FirstOrDefault() ?? ItemColumns.DefaultText,
            http.Request.Query["gold"].FirstOrDefault() is { Length: > 0 } gold ? gold : null);
        try
        {
            var report = await auditLog.WatchAsync(
                http.Caller(),
                "importItems",
                new ImportTarget(id),
                () => importItems.ExecuteAsync(
                    project, http.Request.Body, format, columns, progress: null, cancellationToken),
                _ => "");
            return Results.Json(report, Json);
        }
        catch (FileFormatException exception)
        {
            return Refuse(StatusCodes.Status400BadRequest, "INVALID_FILE", exception.Message);
        }
    }

    private static RecordFormat? FormatOf(string? text) => text?.ToLowerInvariant() switch
    {
        "csv" => RecordFormat.Csv,
        "jsonl" => RecordFormat.Jsonl,
        _ => null,
    };

    private sealed record ImportTarget([property: Id] string ProjectId);

    private static IResult Refuse(int status, string code, string message)
        => Results.Json(new { message, code }, Json, statusCode: status);
}
