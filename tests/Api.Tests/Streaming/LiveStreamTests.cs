using ActiveLabel.Api.Streaming;
using ActiveLabel.Api.Transport;
using GraphQL;
using GraphQL.SystemTextJson;
using Xunit;

namespace ActiveLabel.Api.Tests.Streaming;

public sealed class LiveStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Who_resumes_and_takes_nothing_for_too_long_is_left_behind_too()
    {
        var limits = new TransportLimits { WaitingResultsMax = 2, CatchUpTimeout = TimeSpan.FromMilliseconds(100) };
        await using var stream = new LiveStream(limits, new GraphQLSerializer(), isShared: false);
        using var window = await FullWindowAsync(3);
        var reader = stream.Join()!;
        stream.Start(new Results(3), window);

        await stream.Ended.WaitAsync(Patience);
        var (taken, failure) = (0, (Exception?)null);
        try
        {
            await foreach (var _ in reader.ReadAllAsync())
                taken++;
        }
        catch (SlowConsumerException slow)
        {
            failure = slow;
        }

        // What waited is taken still: the client resumes after it.
        Assert.Equal(2, taken);
        Assert.NotNull(failure);
        Assert.Null(stream.Join());
    }

    [Fact]
    public async Task Who_resumes_and_takes_one_at_a_time_gets_all()
    {
        var limits = new TransportLimits { WaitingResultsMax = 2, CatchUpTimeout = Patience };
        await using var stream = new LiveStream(limits, new GraphQLSerializer(), isShared: false);
        using var window = await FullWindowAsync(20);
        var reader = stream.Join()!;
        stream.Start(new Results(20), window);

        var taken = 0;
        await foreach (var _ in reader.ReadAllAsync())
        {
            await Task.Delay(10);
            taken++;
        }

        Assert.Equal(20, taken);
    }

    private static async Task<SendWindow> FullWindowAsync(int size)
    {
        var window = new SendWindow(size);
        for (var entered = 0; entered < size; entered++)
            await window.EnterAsync(CancellationToken.None);
        return window;
    }

    /// <summary>Results that are all there at once.</summary>
    private sealed class Results(int count) : IObservable<ExecutionResult>
    {
        public IDisposable Subscribe(IObserver<ExecutionResult> observer)
        {
            for (var result = 0; result < count; result++)
                observer.OnNext(new() { Executed = true });
            observer.OnCompleted();
            return new MemoryStream(); // anything that can be disposed of
        }
    }
}
