using System.Globalization;
using ActiveLabel.Api.Explorer;
using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Transport;
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
        if (ExplorerPage.IsWanted(context.Request))
        {
            await ExplorerPage.WriteAsync(context);
            return;
        }
        if (AcceptedType.Of(context.Request) is not { } mediaType)
        {
            await WriteAsync(context, AcceptedType.Json, new(new RefusalError(
                RefusalError.NotAcceptable,
                $"Accept {AcceptedType.GraphQLResponse}, {AcceptedType.Json} or {EventStreamTransport.MediaType}.")));
            return;
        }
        var cancellationToken = context.RequestAborted;
        var credentials = Credentials.Of(context.Request);
        var caller = await authentication.FindCallerAsync(credentials, cancellationToken);
        if (caller is null)
            await WriteAsync(context, mediaType, new(new RefusalError(
                RefusalError.Unauthenticated,
                credentials.Authorization is null
                    ? "Send a key as 'Authorization: Bearer KEY'."
                    : "The key or token is unknown, has expired or was revoked.")));
        else if (HttpMethods.IsGet(context.Request.Method) && context.Request.Query.ContainsKey("sdl"))
            await WriteSchemaAsync(context);
        else if (HttpMethods.IsPost(context.Request.Method) && !HttpRequests.IsJson(context.Request))
            await WriteAsync(context, mediaType, new(new RefusalError(
                RefusalError.UnsupportedMediaType, "Send JSON in UTF-8 as 'Content-Type: application/json'.")));
        else if (mediaType == EventStreamTransport.MediaType)
            await StreamAsync(context, caller);
        else
            await AnswerAsync(context, mediaType, caller);
    }

    private async Task AnswerAsync(HttpContext context, string mediaType, Caller caller)
    {
        try
        {
            var (all, isBatch) = await requests.ReadAllAsync(context.Request, context.RequestAborted);
            var carrier = HttpMethods.IsGet(context.Request.Method) ? Carrier.Get : Carrier.Post;
            var results = new List<ExecutionResult>();
            foreach (var request in all)
                results.Add(await RunAsync(context, request, carrier, caller));
            if (isBatch)
                await WriteAllAsync(context, mediaType, results);
            else
                await WriteAsync(context, mediaType, results[0]);
        }
        catch (RefusalError refusal)
        {
            await WriteAsync(context, mediaType, new(refusal));
        }
    }

    // A scope for each: what one request of a batch has read is not the next one's.
    private async Task<ExecutionResult> RunAsync(
        HttpContext context, GraphQLRequest request, Carrier carrier, Caller caller)
    {
        await using var scope = context.RequestServices.CreateAsyncScope();
        return await runner.RunAsync(request, carrier, caller, scope.ServiceProvider, context.RequestAborted);
    }

    private Task WriteAllAsync(HttpContext context, string mediaType, List<ExecutionResult> results)
    {
        context.Response.ContentType = $"{mediaType}; charset=utf-8";
        return serializer.WriteAsync(context.Response.Body, results, context.RequestAborted);
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
        return result.Errors?.FirstOrDefault() switch
        {
            TimeoutError => StatusCodes.Status504GatewayTimeout,
            UnhandledError => StatusCodes.Status500InternalServerError,
            var error => StatusOf(error?.Code, mediaType),
        };
    }

    private static int StatusOf(string? code, string mediaType)
        => code switch
        {
            RefusalError.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalError.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            RefusalError.NotAcceptable => StatusCodes.Status406NotAcceptable,
            RefusalError.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
            RefusalError.RateLimitedCode => StatusCodes.Status429TooManyRequests,
            RefusalError.RequestTooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalError.BadRequest => StatusCodes.Status400BadRequest,
            _ => mediaType == AcceptedType.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
}
