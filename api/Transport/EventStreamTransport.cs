using System.Text;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using GraphQL;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// GraphQL over server-sent events, one operation a connection: <c>next</c> events with results, then
/// <c>complete</c>. The id of an event is the cursor of its result: a browser that reconnects sends it back as
/// <c>Last-Event-ID</c> and misses nothing.
/// </summary>
public sealed class EventStreamTransport(
    RequestRunner runner,
    HttpRequests requests,
    SubscriptionHub hub,
    CallerWatch watch,
    IGraphQLTextSerializer serializer,
    TransportLimits limits,
    IHostApplicationLifetime lifetime)
{
    public const string MediaType = "text/event-stream";
    private const string LastEventId = "Last-Event-ID";
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    /// <exception cref="RefusalError">The request cannot be read; nothing was written yet.</exception>
    public async Task HandleAsync(HttpContext context, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(context);
        var carrier = HttpMethods.IsGet(context.Request.Method) ? Carrier.GottenEvents : Carrier.PostedEvents;
        var request = await requests.ReadAsync(context.Request, context.RequestAborted);
        using var watched = await watch.WatchAsync(caller, context.RequestAborted);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping, watched.Ended);
        var writer = new EventWriter(context.Response, limits.SendTimeout);
        try
        {
            var prepared = await runner.PrepareAsync(request, carrier, caller, either.Token);
            await AnswerAsync(context, prepared, caller, writer, either.Token);
        }
        catch (RefusalError refusal)
        {
            if (refusal.Code is RefusalError.MethodNotAllowed or RefusalError.BadRequest
                or RefusalError.RateLimitedCode)
                throw;
            await EndAsync(writer, [refusal], context.RequestAborted);
        }
        catch (SlowConsumerException slow)
        {
            await EndAsync(
                writer, [new RefusalError(RefusalError.SlowConsumer, slow.Message)], context.RequestAborted);
        }
        catch (StreamFailedException failed)
        {
            await EndAsync(writer, failed.Errors, context.RequestAborted);
        }
        catch (OperationCanceledException) when (watched.Ended.IsCancellationRequested)
        {
            await EndAsync(
                writer,
                [
                    new RefusalError(
                        RefusalError.Unauthenticated, "Your key or membership was taken away, or has expired."),
                ],
                context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client left, or the server stops.
        }
    }

    private async Task AnswerAsync(
        HttpContext context,
        PreparedRequest prepared,
        Caller caller,
        EventWriter writer,
        CancellationToken cancellationToken)
    {
        if (prepared.IsSubscription)
        {
            var after = context.Request.Headers[LastEventId].ToString();
            var opened = await hub.OpenAsync(prepared, caller, after.Length == 0 ? null : after);
            if (opened.Refusal is null)
                await ForwardAsync(opened.Payloads, writer, cancellationToken);
            else
                await writer.NextAsync(Json(opened.Refusal), id: null, cancellationToken);
        }
        else
        {
            var result = await runner.ExecuteAsync(
                prepared, new(caller, Window: null), context.RequestServices, cancellationToken);
            await writer.NextAsync(Json(result), id: null, cancellationToken);
        }
        await writer.CompleteAsync(cancellationToken);
    }

    private async Task ForwardAsync(
        IAsyncEnumerable<StreamPayload> payloads, EventWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(Comment, cancellationToken); // the client sees that it is connected
        await using var results = payloads.GetAsyncEnumerator(cancellationToken);
        var next = results.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (await Task.WhenAny(next, Task.Delay(limits.KeepAlive, cancellationToken)) != next)
                    await writer.WriteAsync(Comment, cancellationToken);
                if (!await next)
                    return;
                await writer.NextAsync(results.Current.Json, results.Current.Cursor, cancellationToken);
                next = results.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator may be left only when it rests; the token has stopped it.
            await next.ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task EndAsync(EventWriter writer, ExecutionErrors reasons, CancellationToken cancellationToken)
    {
        await writer.NextAsync(Json(new() { Errors = reasons }), id: null, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
    }

    private ReadOnlyMemory<byte> Json(ExecutionResult result) => Encoding.UTF8.GetBytes(serializer.Serialize(result));
}
