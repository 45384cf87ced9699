using System.Threading.Channels;

namespace ActiveLabel.Api.Operations;

/// <summary>
/// Operations that wait for their turn in this process. Storage knows them too: a restart finds them.
/// </summary>
public sealed class OperationQueue
{
    // Bounded by storage: a project has one unfinished operation of each job at the most.
    private readonly Channel<OperationId> _waiting = Channel.CreateUnbounded<OperationId>();

    public void Enqueue(OperationId operation) => _waiting.Writer.TryWrite(operation);

    internal IAsyncEnumerable<OperationId> ReadAllAsync(CancellationToken cancellationToken)
        => _waiting.Reader.ReadAllAsync(cancellationToken);
}
