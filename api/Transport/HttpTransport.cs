using System.Globalization;
using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Types;
using Microsoft.Net.Http.Headers;

namespace ActiveLabel.Api.Transport;

/// <summary>GraphQL over HTTP: POST, GET for queries, and the schema as <c>?sdl</c>.</summary>
public sealed class HttpTransport(
    RequestRunner runner,
    HttpRequests requests,
    Authentication authentication,
    SocketTransport sockets,
    EventStreamTransport events,
    IGraphQLTextSerializer serializer,
    ISchema schema)
{
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.WebSockets.IsWebSocketRequest)
        {
            await sockets.HandleAsync(context);
            return;
        }
        if (AcceptedType.Of(context.Request) is not { } mediaType)
        {
            context.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }
        var cancellationToken = context.RequestAborted;
        var caller = await authentication.FindCallerAsync(Credentials.Of(context.Request), cancellationToken);
        if (caller is null)
            await WriteAsync(context, mediaType, new(new RefusalError(
                RefusalError.Unauthenticated, "Send a key as 'Authorization: Bearer KEY'.")));
        else if (HttpMethods.IsGet(context.Request.Method) && context.Request.Query.ContainsKey("sdl"))
            await WriteSchemaAsync(context);
        else if (HttpMethods.IsPost(context.Request.Method) && !HttpRequests.IsJson(context.Request))
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else if (mediaType == EventStreamTransport.MediaType)
            await StreamAsync(context, caller);
        else
            await WriteAsync(context, mediaType, await RunAsync(context, caller));
    }

    private async Task<ExecutionResult> RunAsync(HttpContext context, Caller caller)
    {
        var carrier = HttpMethods.IsGet(context.Request.Method) ? Carrier.Get : Carrier.Post;
        try
        {
            var request = await requests.ReadAsync(context.Request, context.RequestAborted);
            return await runner.RunAsync(
                request, carrier, caller, context.RequestServices, context.RequestAborted);
        }
        catch (RefusalError refusal)
        {
            return new(refusal);
        }
    }

    private async Task StreamAsync(HttpContext context, Caller caller)
    {
        try
        {
            await events.HandleAsync(context, caller);
        }
        catch (RefusalError refusal)
        {
            await WriteAsync(context, EventStreamTransport.MediaType, new(refusal));
        }
    }

    private Task WriteSchemaAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(schema.Print(), context.RequestAborted);
    }

    private async Task WriteAsync(HttpContext context, string mediaType, ExecutionResult result)
    {
        var response = context.Response;
        if (mediaType == EventStreamTransport.MediaType)
            mediaType = AcceptedType.GraphQLResponse; // what is refused before there is a stream
        response.StatusCode = StatusOf(result, mediaType);
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
            response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        if (result.Errors?.FirstOrDefault() is RefusalError { RetryAfter: { } retryAfter })
            response.Headers.RetryAfter = retryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        response.ContentType = $"{mediaType}; charset=utf-8";
        await serializer.WriteAsync(response.Body, result, context.RequestAborted);
    }

    /// <summary>What was refused before GraphQL had a say has a status of its own, whatever the media type.</summary>
    private static int StatusOf(ExecutionResult result, string mediaType)
    {
        if (result.Executed)
            return StatusCodes.Status200OK;
        return result.Errors?.FirstOrDefault()?.Code switch
        {
            RefusalError.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalError.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            RefusalError.RateLimitedCode => StatusCodes.Status429TooManyRequests,
            RefusalError.RequestTooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalError.BadRequest => StatusCodes.Status400BadRequest,
            _ => mediaType == AcceptedType.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
    }
}
