namespace ActiveLabel.Api.Predictions;

/// <param name="Url">Where an inference service answers; null starts one as a child of this process.</param>
/// <param name="ModelsDirectory">Where the child keeps models.</param>
public sealed record InferenceOptions(string? Url, string ModelsDirectory)
{
    /// <summary>Holds the child's program; by default beside this one's.</summary>
    public string ProgramDirectory { get; init; } = Path.Combine(AppContext.BaseDirectory, "inference");

    /// <summary>How long a call waits for a child that is starting again.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan PredictTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan TrainTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The most memory of the child's managed heap, in bytes.</summary>
    public long HeapBytesMax { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>
    /// The most memory that the child may write to, its heap, models and runs included, in bytes; on Linux. What asks
    /// for more is refused, and the child goes on.
    /// </summary>
    public long MemoryBytesMax { get; init; } = 6L * 1024 * 1024 * 1024;
}
