using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using Microsoft.AspNetCore.Http.Features;

namespace ActiveLabel.Api.Onboarding;

/// <summary>
/// <c>POST /invitations:accept</c> with <c>{"token": "...", "name": "..."}</c>: the one thing that can be done without
/// a key. A token has 256 random bits, so that guessing is hopeless; nothing else is told of it than that it is good.
/// </summary>
public static class InvitationEndpoint
{
    private const int BodyBytesMax = 4_096;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapInvitations(this WebApplication app) => app.MapPost("/invitations:accept", AcceptAsync);

    private static async Task<IResult> AcceptAsync(
        HttpContext http, AcceptInvitation acceptInvitation, CancellationToken cancellationToken)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = BodyBytesMax;
        Shown? shown;
        try
        {
            shown = await JsonSerializer.DeserializeAsync<Shown>(http.Request.Body, Json, cancellationToken);
        }
        catch (JsonException)
        {
            shown = null;
        }
        return shown is not { Token: { } token, Name: { } name }
            ? Refuse(StatusCodes.Status400BadRequest, "INVALID_INPUT", "Send {\"token\": \"...\", \"name\": \"...\"}.")
            : await acceptInvitation.ExecuteAsync(token, name, Origin.Of(http), cancellationToken) switch
            {
                AcceptResult.Accepted accepted => Results.Json(
                    new
                    {
                        accepted.ApiKey,
                        WorkerId = GlobalId.Of(accepted.Invitation.WorkerId!.Value),
                        QualificationId = accepted.Invitation.QualificationId is { } id ? GlobalId.Of(id) : null,
                        ProjectId = GlobalId.Of(accepted.Invitation.ProjectId),
                    },
                    Json),
                AcceptResult.NameTaken => Refuse(
                    StatusCodes.Status409Conflict, "NAME_TAKEN", "The name is taken; choose another."),
                AcceptResult.Invalid invalid => Refuse(
                    StatusCodes.Status400BadRequest, "INVALID_INPUT", invalid.Problem),
                _ => Refuse(
                    StatusCodes.Status410Gone, "INVITATION_GONE", "The invitation is no longer good; ask for another."),
            };
    }

    private static IResult Refuse(int status, string code, string message)
        => Results.Json(new { message, code }, Json, statusCode: status);

    private sealed record Shown(string? Token, string? Name);
}
