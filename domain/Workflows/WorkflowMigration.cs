namespace ActiveLabel.Domain.Workflows;

/// <summary>Where items in flight go when another version of their workflow comes into force.</summary>
/// <param name="Moves">By the key of the step they are in; it need not name steps that stay.</param>
public sealed record WorkflowMigration(Workflow From, Workflow To, IReadOnlyDictionary<string, string> Moves)
{
    /// <returns>The step that items of this step go to: the one named, or of the same key, or the first one.</returns>
    public string TargetOf(string step)
        => Moves.TryGetValue(
            step, out var named) ? named : To.Find(step) is { Kind: not StepKind.Done } ? step : To.Start;

    /// <summary>Whether items stay where they are, with their task and what was done on it.</summary>
    public bool Keeps(string step)
        => TargetOf(step) == step && From.Find(step) is { } before && To.Find(step) is { } after
            && before.Kind == after.Kind && before.HasTasks == after.HasTasks;

    /// <returns>What is wrong with the moves and what to do, or null.</returns>
    public string? Validate()
    {
        foreach (var (from, to) in Moves)
        {
            if (From.Find(from) is null)
                return $"Items are to be moved from the step '{from}', which the version in force has not.";
            if (To.Find(to) is null)
                return $"Items are to be moved to the step '{to}', which the draft has not.";
        }
        return null;
    }
}
