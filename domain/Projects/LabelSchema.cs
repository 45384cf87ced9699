namespace ActiveLabel.Domain.Projects;

/// <summary>One version of what workers are asked, with the instructions they are given; immutable.</summary>
public sealed record LabelSchema(int Version, string Instructions, IReadOnlyList<Question> Questions)
{
    public const int ChoicesMax = 500;
    public const int InstructionsLengthMax = 20_000;

    /// <returns>What is wrong with the schema and what to do, or null.</returns>
    public string? Validate()
    {
        if (Instructions.Length > InstructionsLengthMax)
            return $"The instructions are longer than {InstructionsLengthMax} characters.";
        // Posteriors, reliabilities and model versions are kept by question; the workflow over several is not built.
        return Questions.Count == 1
            ? Questions[0].Validate()
            : "A label schema has exactly one question for now; make one project for each question.";
    }

    public Question? Find(string questionKey) => Questions.FirstOrDefault(question => question.Key == questionKey);
}

/// <summary>What kind of answer a question has.</summary>
public enum AnnotationType
{
    /// <summary>One of the choices.</summary>
    SingleChoice = 0,
}

/// <param name="Key">Stable name, unique in the schema.</param>
/// <param name="TargetConfidence">Asking stops when the posterior of the top answer reaches it; 0.5 to 1.</param>
public sealed record Question(
    string Key, string Prompt, AnnotationType Type, IReadOnlyList<Choice> Choices, double TargetConfidence = 0.9)
{
    public const int KeyLengthMax = 100;

    /// <returns>The index of the choice in label order, or -1.</returns>
    public int IndexOf(string choiceKey)
    {
        for (var index = 0; index < Choices.Count; index++)
            if (Choices[index].Key == choiceKey)
                return index;
        return -1;
    }

    internal string? Validate()
    {
        if (!IsKey(Key))
            return $"The question key must have 1 to {KeyLengthMax} characters.";
        if (Choices.Count is < 2 or > LabelSchema.ChoicesMax)
            return $"Question '{Key}' has {Choices.Count} choices; give it 2 to {LabelSchema.ChoicesMax}.";
        if (Choices.FirstOrDefault(choice => !IsKey(choice.Key)) is { } unnamed)
            return $"Choice '{unnamed.Title}' of question '{Key}' needs a key of 1 to {KeyLengthMax} characters.";
        if (Choices.GroupBy(choice => choice.Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"Question '{Key}' has the choice '{twice.Key}' twice; choice keys are unique.";
        return TargetConfidence is >= 0.5 and <= 1
            ? null
            : $"The target confidence of question '{Key}' must lie between 0.5 and 1.";
    }

    private static bool IsKey(string key) => !string.IsNullOrWhiteSpace(key) && key.Length <= KeyLengthMax;
}

/// <param name="Description">When a worker should choose it, or null.</param>
/// <param name="Example">An item it is right for, or null.</param>
public sealed record Choice(string Key, string Title, string? Description = null, string? Example = null);
