using System.Diagnostics;
using ActiveLabel.Api.Graph;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// What is answered when the server itself fails before GraphQL has a say: a code and the id by which the log knows
/// it, and nothing of how the server is made.
/// </summary>
public static class LastResort
{
    public static void UseLastResort(this WebApplication app)
        => app.UseExceptionHandler(handler => handler.Run(AnswerAsync));

    private static Task AnswerAsync(HttpContext context)
    {
        const string Message = "The server failed; see its log.";
        const string Code = RefusalError.InternalError;
        var traceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return context.Request.Path.StartsWithSegments(GraphServices.Path)
            ? context.Response.WriteAsJsonAsync(
                new { errors = new[] { new { message = Message, extensions = new { code = Code, traceId } } } })
            : context.Response.WriteAsJsonAsync(new { message = Message, code = Code, traceId });
    }
}
