using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using GraphQL;

namespace ActiveLabel.Api.Transport;

/// <summary>Accepts web sockets that speak graphql-transport-ws.</summary>
public sealed class SocketTransport(
    RequestRunner runner,
    SubscriptionHub hub,
    CallerWatch watch,
    Authentication authentication,
    IGraphQLTextSerializer serializer,
    TransportLimits limits,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    private const string Protocol = "graphql-transport-ws";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"Ask for the sub-protocol {Protocol}.", context.RequestAborted);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = Protocol,
            KeepAliveInterval = KeepAlive,
            KeepAliveTimeout = KeepAlive,
        });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            lifetime.ApplicationStopping, context.RequestAborted);
        await using var connection = new SocketConnection(socket, serializer, limits);
        var session = new SocketSession(
            connection, runner, hub, watch, authentication, serializer, limits, scopes, time,
            Origin.Of(context));
        await session.RunAsync(stopping.Token);
    }
}
