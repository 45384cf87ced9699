using ActiveLabel.Api.Transport;
using Microsoft.Net.Http.Headers;

namespace ActiveLabel.Api.Security;

/// <summary>The gate of the endpoints beside GraphQL.</summary>
public static class AudienceRequirement
{
    /// <summary>
    /// Lets in callers who may change something: 401 without a key that holds, 403 with one of another role.
    /// </summary>
    public static TBuilder RequireAudience<TBuilder>(this TBuilder endpoint, Audience audience)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var caller = await context.RequestServices.GetRequiredService<Authentication>()
                .FindCallerAsync(Credentials.Of(context.Request), context.RequestAborted);
            if (caller is null)
            {
                context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
                return Refuse(401, RefusalError.Unauthenticated, "Send a key as 'Authorization: Bearer KEY'.");
            }
            if (!audience.Includes(caller.Role) || caller.IsReadOnly)
                return Refuse(403, RefusalError.Forbidden, "Your key may not do this.");
            context.Features.Set(caller);
            return await next(invocation);
        });

    /// <exception cref="InvalidOperationException">The endpoint requires no audience.</exception>
    public static Caller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Caller>()
            ?? throw new InvalidOperationException("The endpoint does not require an audience.");
    }

    private static IResult Refuse(int status, string code, string message)
        => Results.Json(new { message, code }, statusCode: status);
}
