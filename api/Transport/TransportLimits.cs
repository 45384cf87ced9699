namespace ActiveLabel.Api.Transport;

/// <summary>What one client may ask of the GraphQL endpoint at a time.</summary>
public sealed record TransportLimits
{
    public int RequestBytesMax { get; init; } = 1024 * 1024;
    public int ErrorsMax { get; init; } = 5;

    /// <summary>Requests that one HTTP request may hold as an array; 0 where it must be one.</summary>
    public int BatchMax { get; init; }

    public DocumentLimits Document { get; init; } = new();

    /// <summary>What one key or member may ask for over time.</summary>
    public CostBudgetOptions Budget { get; init; } = new();

    /// <summary>Documents that are known by their hash; null where there are none.</summary>
    public TrustedDocumentOptions? TrustedDocuments { get; init; }

    public TimeSpan ExecutionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a socket may stay silent before <c>connection_init</c>.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to accept one message before its socket is closed.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public int OperationsPerSocketMax { get; init; } = 32;

    /// <summary>How long a stream of events may be silent before a comment shows that it lives.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Results of one subscription that wait for a slow client. One more, and a client that shares its subscription
    /// with others is left behind; one that resumes has a subscription of its own and a while longer.
    /// </summary>
    public int WaitingResultsMax { get; init; } = 64;

    /// <summary>
    /// How long a client that resumes may take nothing while as many results as may wait do; then it is left behind
    /// too. Less than <see cref="SendTimeout"/>, so that the client hears why.
    /// </summary>
    public TimeSpan CatchUpTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
