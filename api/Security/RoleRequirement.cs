using Microsoft.Net.Http.Headers;

namespace ActiveLabel.Api.Security;

/// <summary>The gate of the endpoints beside GraphQL.</summary>
public static class RoleRequirement
{
    /// <summary>Lets in callers of one role: 401 without a key that holds, 403 with one of another role.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var caller = await context.RequestServices.GetRequiredService<Authentication>()
                .FindCallerAsync(context.Request.Headers.Authorization, context.RequestAborted);
            if (caller is null)
            {
                context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
                return Results.Problem("Send a key as 'Authorization: Bearer KEY'.", statusCode: 401);
            }
            if (caller.Role != role)
                return Results.Problem("Your key may not do this.", statusCode: 403);
            context.Features.Set(caller);
            return await next(invocation);
        });

    /// <exception cref="InvalidOperationException">The endpoint has no <see cref="RequireRole"/>.</exception>
    public static Caller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Caller>()
            ?? throw new InvalidOperationException("The endpoint does not require a role.");
    }
}
