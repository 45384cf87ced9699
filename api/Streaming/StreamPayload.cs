using GraphQL;

namespace ActiveLabel.Api.Streaming;

/// <summary>One result of a subscription, computed and written once for all who listen.</summary>
/// <param name="Json">The execution result in JSON, in UTF-8.</param>
/// <param name="Cursor">Resumes after it; null for a result that has no place in a project's events.</param>
public sealed record StreamPayload(ReadOnlyMemory<byte> Json, string? Cursor);

/// <summary>A subscription cannot go on; who listens can resume after the last cursor it has.</summary>
/// <param name="error">Says a code and a trace id to the client.</param>
public sealed class StreamFailedException(ExecutionError error) : Exception(error.Message, error)
{
    public ExecutionErrors Errors => [error];
}

/// <summary>
/// Who listens has not taken what waited for it, and is left behind; it can resume after the last cursor it has.
/// </summary>
public sealed class SlowConsumerException() : Exception("The client takes results more slowly than they come.");
