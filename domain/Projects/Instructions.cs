namespace ActiveLabel.Domain.Projects;

/// <summary>One version of what workers are told; immutable, and never deleted.</summary>
public sealed class Instructions
{
    public const int ExamplesMax = 50;
    public const int ExampleLengthMax = 4_000;
    public const int NoteLengthMax = 1_000;

    public required ProjectId ProjectId { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Version { get; init; }

    public required OrganizationId OrganizationId { get; init; }
    public required string Text { get; init; }
    public required IReadOnlyList<InstructionExample> Examples { get; init; }

    /// <summary>What is new; null where nothing is said.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <returns>What is wrong with them and what to do, or null.</returns>
    public static string? Validate(
        LabelSchema schema, string text, IReadOnlyList<InstructionExample> examples, string? note)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(examples);
        if (text.Length > LabelSchema.InstructionsLengthMax)
            return $"The instructions are longer than {LabelSchema.InstructionsLengthMax} characters.";
        if (examples.Count > ExamplesMax)
            return $"There are {examples.Count} examples; {ExamplesMax} are the most.";
        if (note?.Length > NoteLengthMax)
            return $"The note is longer than {NoteLengthMax} characters.";
        return examples.Select(example => example.Validate(schema)).FirstOrDefault(problem => problem is not null);
    }
}

/// <summary>An item as it could come, and how to answer it.</summary>
/// <param name="Content">What the worker would see.</param>
/// <param name="QuestionKey">The question it is an example for.</param>
/// <param name="Choice">Key of the right choice.</param>
/// <param name="Why">Why it is right; null where that is plain.</param>
public sealed record InstructionExample(string Content, string QuestionKey, string Choice, string? Why = null)
{
    internal string? Validate(LabelSchema schema)
    {
        if (Content.Length is 0 or > Instructions.ExampleLengthMax || Why?.Length > Instructions.ExampleLengthMax)
            return $"An example and its reason have 1 to {Instructions.ExampleLengthMax} characters.";
        if (schema.Find(QuestionKey) is not { } question)
            return $"An example answers the question '{QuestionKey}', which the label schema has not.";
        return question.IndexOf(Choice) < 0
            ? $"An example answers question '{QuestionKey}' with '{Choice}', which is none of its choices."
            : null;
    }
}
