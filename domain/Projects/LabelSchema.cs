using ActiveLabel.Domain.Judgements;

namespace ActiveLabel.Domain.Projects;

/// <summary>One version of what workers are asked, with the instructions they are given; immutable.</summary>
/// <param name="Questions">
/// In the order in which they are asked. The first one leads: models learn it, the queue is in its order, and the
/// project's measures are about it.
/// </param>
public sealed record LabelSchema(int Version, string Instructions, IReadOnlyList<Question> Questions)
{
    public const int QuestionsMax = 50;
    public const int ChoicesMax = 500;
    public const int InstructionsLengthMax = 20_000;

    /// <returns>What is wrong with the schema and what to do, or null.</returns>
    public string? Validate()
    {
        if (Instructions.Length > InstructionsLengthMax)
            return $"The instructions are longer than {InstructionsLengthMax} characters.";
        if (Questions.Count is < 1 or > QuestionsMax)
            return $"A label schema has {Questions.Count} questions; give it 1 to {QuestionsMax}.";
        if (Questions.Select(question => question.Validate()).FirstOrDefault(problem => problem is not null) is { } bad)
            return bad;
        if (Questions.GroupBy(question => question.Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"The label schema has the question '{twice.Key}' twice; question keys are unique.";
        if (Questions[0].When is not null)
            return $"Question '{Questions[0].Key}' leads the schema and is always asked; take its 'when' away.";
        return Enumerable.Range(0, Questions.Count).Select(ConditionProblem).FirstOrDefault(found => found is not null);
    }

    public Question? Find(string questionKey) => Questions.FirstOrDefault(question => question.Key == questionKey);

    /// <summary>Whether the question is asked of whoever gives these answers.</summary>
    /// <param name="answers">Those to earlier questions are enough.</param>
    public bool Asks(Question question, IReadOnlyList<Answer> answers)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(answers);
        if (question.When is not { } when)
            return true;
        // What is hidden cannot show another: its answer, if somebody sends one, is refused anyway.
        return Find(when.QuestionKey) is { } earlier && Asks(earlier, answers) && answers.Any(
            answer => answer.QuestionKey == when.QuestionKey && answer.Value is SingleChoiceValue value
                && when.Choices.Contains(value.Choice));
    }

    /// <returns>What is wrong with the answers and what to do, or null.</returns>
    public string? Problem(IReadOnlyList<Answer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.FirstOrDefault(answer => Find(answer.QuestionKey) is null) is { } unknown)
            return $"There is no question '{unknown.QuestionKey}'; the questions are {KeysOf(Questions)}.";
        var asked = Questions.Where(question => Asks(question, answers)).ToList();
        if (answers.FirstOrDefault(
            answer => asked.TrueForAll(question => question.Key != answer.QuestionKey)) is { } hidden)
            return $"Question '{hidden.QuestionKey}' is not asked after the other answers; leave it out.";
        return answers.Count != asked.Count
            || asked.Exists(question => answers.All(answer => answer.QuestionKey != question.Key))
            ? $"Answer each question that is asked once: {KeysOf(asked)}."
            : answers.Select(answer => answer.Value.Validate(Find(answer.QuestionKey)!))
                .FirstOrDefault(problem => problem is not null);
    }

    private string? ConditionProblem(int index)
    {
        var question = Questions[index];
        if (question.When is not { } when)
            return null;
        var place = Enumerable.Range(0, Questions.Count).FirstOrDefault(
            at => Questions[at].Key == when.QuestionKey, -1);
        if (place < 0)
            return $"Question '{question.Key}' depends on '{when.QuestionKey}', which the label schema has not.";
        if (place >= index)
            return $"Question '{question.Key}' depends on '{when.QuestionKey}', which comes later; put it before.";
        if (when.Choices.Count == 0)
            return $"Question '{question.Key}' depends on '{when.QuestionKey}' and on none of its choices; name some.";
        return when.Choices.FirstOrDefault(choice => Questions[place].IndexOf(choice) < 0) is { } unknown
            ? $"Question '{question.Key}' depends on '{unknown}', which is no choice of '{when.QuestionKey}'."
            : null;
    }

    private static string KeysOf(IEnumerable<Question> questions)
        => string.Join(", ", questions.Select(question => question.Key));
}

/// <summary>What kind of answer a question has.</summary>
public enum AnnotationType
{
    /// <summary>One of the choices.</summary>
    SingleChoice = 0,
}

/// <summary>When a question is asked: after one of these answers to an earlier question.</summary>
/// <param name="Choices">Keys; at least one.</param>
public sealed record QuestionCondition(string QuestionKey, IReadOnlyList<string> Choices);

/// <param name="Key">Stable name, unique in the schema.</param>
/// <param name="TargetConfidence">Asking stops when the posterior of the top answer reaches it; 0.5 to 1.</param>
/// <param name="When">Null for always.</param>
public sealed record Question(
    string Key,
    string Prompt,
    AnnotationType Type,
    IReadOnlyList<Choice> Choices,
    double TargetConfidence = 0.9,
    QuestionCondition? When = null)
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
