using System.Text.Json;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Exports;

/// <summary>
/// <c>GET /projects/{id}/exports/{what}?format=csv|parquet</c> for notebooks: learningCurve, sizings, forecasts, series
/// (with <c>dimension</c>, <c>key</c> and <c>resolution</c>), judgements, consensus. It streams in short reads: memory
/// does not grow with its length, and nobody waits for it. An export that breaks off ends without its end.
/// </summary>
public static class ExportEndpoint
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly string[] Tables
        = ["learningCurve", "sizings", "forecasts", "series", "judgements", "consensus"];

    public static void MapExports(this WebApplication app)
        => app.MapGet("/projects/{id}/exports/{what}", ExportAsync).RequireAudience(Audience.Staff);

    private static async Task<IResult> ExportAsync(
        string id,
        string what,
        HttpContext http,
        ProjectAccess projects,
        IDbContextFactory<ActiveLabelDb> databases,
        AuditLog auditLog,
        CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        if (!TryRead(http.Request.Query["format"], ExportFormat.Csv, out var format))
            return Refuse(StatusCodes.Status400BadRequest, "INVALID_FORMAT", "Say format=csv or format=parquet.");
        if (await projects.FindAsync(caller, id, cancellationToken) is not { } project)
            return Refuse(StatusCodes.Status404NotFound, "NOT_FOUND", "There is no such project.");
        if (TableOf(project, what, http.Request.Query) is not { } table)
            return Refuse(
                StatusCodes.Status400BadRequest,
                "INVALID_EXPORT",
                $"There are {string.Join(", ", Tables)}. A series is of dimension=PROJECT, or of STEP or USE_CASE with "
                    + "key=..., by resolution=HOUR, DAY, WEEK or MONTH.");
        // Who reviews is not to know beforehand who said what.
        if (what is "judgements" or "consensus" && !Audience.Operators.Includes(caller.Role))
            return Refuse(StatusCodes.Status403Forbidden, "FORBIDDEN", "Your key may not export what was said.");
        var headers = http.Response.Headers;
        headers.ContentType = format == ExportFormat.Csv
            ? "text/csv; charset=utf-8"
            : "application/vnd.apache.parquet";
        headers.ContentDisposition = $"attachment; filename=\"{what}.{format.ToString().ToLowerInvariant()}\"";
        headers.XContentTypeOptions = "nosniff";
        return await auditLog.WatchAsync(
            caller,
            "exportData",
            new ExportTarget(id, what),
            async () =>
            {
                await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
                await table.WriteAsync(db, format, http.Response.Body, cancellationToken);
                return Results.Empty;
            },
            _ => "");
    }

    private static IExportTable? TableOf(Project project, string what, IQueryCollection query) => what switch
    {
        "learningCurve" => CurveExports.LearningCurve(project.Id),
        "sizings" => CurveExports.Sizings(project.Id),
        "forecasts" => CurveExports.Forecasts(project.Id),
        "series" => SeriesOf(project, query),
        "judgements" => LabelExports.Judgements(project),
        "consensus" => LabelExports.Consensus(project),
        _ => null,
    };

    private static IExportTable? SeriesOf(Project project, IQueryCollection query)
    {
        var key = query["key"].FirstOrDefault() ?? "";
        return TryRead(query["dimension"], MetricDimension.Project, out var dimension)
            && TryRead(query["resolution"], MetricResolution.Day, out var resolution)
            && MetricClock.Pieces.Contains(resolution)
            && dimension != MetricDimension.Transition
            && dimension == MetricDimension.Project == (key.Length == 0)
            && key.Length <= MetricBucket.KeyLengthMax
            ? CurveExports.Series(project.Id, dimension, key, resolution)
            : null;
    }

    /// <summary>A name as the schema has it, such as USE_CASE, in any case; left out: as usual.</summary>
    private static bool TryRead<T>(string? text, T usual, out T value)
        where T : struct, Enum
    {
        value = usual;
        return string.IsNullOrEmpty(text)
            || (text.All(letter => char.IsAsciiLetter(letter) || letter == '_')
                && Enum.TryParse(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out value));
    }

    private static IResult Refuse(int status, string code, string message)
        => Results.Json(new { message, code }, Json, statusCode: status);

    private sealed record ExportTarget([property: Id] string ProjectId, string What);
}
