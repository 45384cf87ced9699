using ActiveLabel.Domain.Items;

namespace ActiveLabel.Api.Acquisition;

/// <summary>A task that wants judgements, and where it stands.</summary>
/// <param name="Position">In the queue, 0 first to 1 last.</param>
/// <param name="Score">What the acquisition function says of it; null while no model serves.</param>
/// <param name="Choice">The most probable one, by its index; -1 while no model serves.</param>
/// <param name="Slices">Bit q is set where its item belongs to the slice of the project's quota q.</param>
public readonly record struct OpenTask(
    long TaskId, ItemId ItemId, Arm Arm, bool IsBegun, double Position, double? Score, int Choice = -1, int Slices = 0);

/// <summary>The ranked queue, the first task first.</summary>
/// <param name="Tasks">All that nobody has begun.</param>
/// <param name="Representatives">So many of the first stand there because they are typical.</param>
/// <param name="IsRandom">Whether they stand at random.</param>
public sealed record TaskOrder(IReadOnlyList<OpenTask> Tasks, int Representatives, bool IsRandom = false);
