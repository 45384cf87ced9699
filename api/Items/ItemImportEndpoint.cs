using System.Text.Json;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using GraphQL;
using Microsoft.AspNetCore.Http.Features;

namespace ActiveLabel.Api.Items;

/// <summary>
/// <c>POST /projects/{id}/items:import?format=csv|jsonl&amp;id=COLUMN&amp;text=COLUMN</c>: the body is the file, plain
/// or gzipped. Bulk data does not go through GraphQL documents.
/// </summary>
public static class ItemImportEndpoint
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

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
        if (!Enum.TryParse<RecordFormat>(http.Request.Query["format"], ignoreCase: true, out var format))
            return Refuse(StatusCodes.Status400BadRequest, "INVALID_FORMAT", "Say format=csv or format=jsonl.");
        if (await projects.FindAsync(http.Caller(), id, cancellationToken) is not { } project)
            return Refuse(StatusCodes.Status404NotFound, "NOT_FOUND", "There is no such project.");

        // An import streams: its memory does not grow with its length.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var columns = new ItemColumns(
            http.Request.Query["id"].FirstOrDefault(),
            http.Request.Query["text"].FirstOrDefault() ?? ItemColumns.DefaultText);
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

    private sealed record ImportTarget([property: Id] string ProjectId);

    private static IResult Refuse(int status, string code, string message)
        => Results.Json(new { message, code }, Json, statusCode: status);
}
