using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using GraphQL;

namespace ActiveLabel.Api.Streaming;

/// <summary>What a subscription came to: results to come, or why there are none.</summary>
/// <param name="Refusal">Null where there are <paramref name="Payloads"/>.</param>
public sealed record OpenedSubscription(IAsyncEnumerable<StreamPayload> Payloads, ExecutionResult? Refusal);

/// <summary>
/// Runs subscriptions. Those that ask for the same with the same permissions, from now on, share one: each result is
/// computed and written once, however many listen. One that resumes has a stream of its own.
/// </summary>
public sealed class SubscriptionHub(
    RequestRunner runner, IServiceScopeFactory scopes, IGraphQLTextSerializer serializer, TransportLimits limits)
{
    private readonly ConcurrentDictionary<StreamKey, Lazy<Task<StartedStream>>> _shared = new();

    /// <summary>How many subscriptions run that others can join.</summary>
    public int SharedCount => _shared.Count;

    /// <param name="resumeAfter">A cursor that the transport was given, beside the document's own.</param>
    public async Task<OpenedSubscription> OpenAsync(PreparedRequest request, Caller caller, string? resumeAfter)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(caller);
        if (resumeAfter is not null || request.IsResuming)
            return await OpenAloneAsync(request, caller, resumeAfter);
        var key = new StreamKey(
            caller.Permissions,
            request.Text,
            request.Request.OperationName,
            serializer.Serialize(request.Request.Variables));
        while (true)
        {
            var entry = _shared.GetOrAdd(key, _ => new(() => StartAsync(request, caller, null, isShared: true)));
            var started = await entry.Value; // not cancelled: whoever starts a stream must join it, or end it
            if (started.Refusal is null && started.Stream.Join() is { } reader)
                return new(ReadAsync(started, reader, () => Forget(key, entry)), null);
            Forget(key, entry);
            if (started.Refusal is { } refusal)
                return new(AsyncEnumerable.Empty<StreamPayload>(), refusal);
        }
    }

    private async Task<OpenedSubscription> OpenAloneAsync(
        PreparedRequest request, Caller caller, string? resumeAfter)
    {
        var started = await StartAsync(request, caller, resumeAfter, isShared: false);
        return started.Refusal is null && started.Stream.Join() is { } reader
            ? new(ReadAsync(started, reader, forget: null), null)
            : new(AsyncEnumerable.Empty<StreamPayload>(), started.Refusal);
    }

    private async Task<StartedStream> StartAsync(
        PreparedRequest request, Caller caller, string? resumeAfter, bool isShared)
    {
        var stream = new LiveStream(limits, serializer, isShared);
        var scope = scopes.CreateAsyncScope();
        var window = new SendWindow(limits.WaitingResultsMax, resumeAfter);
        var result = await runner.ExecuteAsync(
            request, new(caller, window), scope.ServiceProvider, stream.Over);
        var started = new StartedStream(stream, scope, window, result.Streams is { Count: > 0 } ? null : result);
        if (result.Streams is { Count: > 0 } streams)
            stream.Start(streams.Values.Single(), window);
        else
            await started.DisposeAsync();
        return started;
    }

    private static async IAsyncEnumerable<StreamPayload> ReadAsync(
        StartedStream started,
        ChannelReader<StreamPayload> reader,
        Action? forget,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var payload in reader.ReadAllAsync(cancellationToken))
                yield return payload;
        }
        finally
        {
            if (started.Stream.Leave(reader))
            {
                forget?.Invoke();
                await started.DisposeAsync();
            }
        }
    }

    private void Forget(StreamKey key, Lazy<Task<StartedStream>> entry) => _shared.TryRemove(new(key, entry));

    /// <summary>All that decides what a subscription says.</summary>
    private sealed record StreamKey(Permissions Permissions, string Document, string? OperationName, string Variables);

    private sealed record StartedStream(
        LiveStream Stream, AsyncServiceScope Scope, SendWindow Window, ExecutionResult? Refusal) : IAsyncDisposable
    {
        private int _isDisposed;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
                return;
            await Stream.DisposeAsync();
            await Scope.DisposeAsync();
            Window.Dispose();
        }
    }
}
