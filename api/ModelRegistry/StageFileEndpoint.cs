using System.Text.Json;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.AspNetCore.Http.Features;

namespace ActiveLabel.Api.ModelRegistry;

/// <summary>
/// <c>POST /projects/{id}/models:stage</c>: the body is a file, a model's or a tokenizer's, that
/// <c>uploadModel</c> then names by the <c>uploadId</c> of the answer. It is kept for a day. Large files do not go
/// through GraphQL documents.
/// </summary>
public static class StageFileEndpoint
{
    public const long BytesMax = 256L * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapModelUpload(this WebApplication app)
        => app.MapPost("/projects/{id}/models:stage", StageAsync).RequireAudience(Audience.Operators);

    /// <summary>Whose files these are, for the inference process: a project sees its own.</summary>
    internal static string OwnerOf(ProjectId project) => $"project-{project.Value}";

    private static async Task<IResult> StageAsync(
        string id,
        HttpContext http,
        ProjectAccess projects,
        IModelInstaller installer,
        AuditLog auditLog,
        CancellationToken cancellationToken)
    {
        if (await projects.FindAsync(http.Caller(), id, cancellationToken) is not { } project)
            return Refuse(StatusCodes.Status404NotFound, "NOT_FOUND", "There is no such project.");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = BytesMax;
        try
        {
            var uploadId = await auditLog.WatchAsync(
                http.Caller(),
                "stageModelFile",
                new StageTarget(id),
                () => installer.StageAsync(OwnerOf(project.Id), http.Request.Body, cancellationToken),
                _ => "");
            return Results.Json(new { uploadId }, Json);
        }
        catch (ArgumentException exception)
        {
            return Refuse(StatusCodes.Status413PayloadTooLarge, "FILE_TOO_LARGE", exception.Message);
        }
        catch (InferenceUnavailableException exception)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "INFERENCE_UNAVAILABLE", exception.Message);
        }
    }

    private sealed record StageTarget([property: Id] string ProjectId);

    private static IResult Refuse(int status, string code, string message)
        => Results.Json(new { message, code }, Json, statusCode: status);
}
