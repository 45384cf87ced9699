using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Projects;

/// <summary>One version of what workers are asked, with the instructions they are given.</summary>
[Allow(Audience.Everybody)]
public sealed class LabelSchemaType(LabelSchema schema)
{
    /// <summary>Counted from 1.</summary>
    public int Version => schema.Version;

    /// <summary>What workers are told before they begin.</summary>
    public string Instructions => schema.Instructions;

    /// <summary>What is asked about each item.</summary>
    public IReadOnlyList<QuestionType> Questions
        => [.. schema.Questions.Select(question => new QuestionType(question))];
}

/// <summary>What is asked about each item.</summary>
[Allow(Audience.Everybody)]
public sealed class QuestionType(Question question)
{
    /// <summary>Stable name, unique in the schema.</summary>
    public string Key => question.Key;

    /// <summary>What a worker is asked.</summary>
    public string Prompt => question.Prompt;

    /// <summary>What kind of answer it has.</summary>
    public AnnotationType Type => question.Type;

    /// <summary>What can be answered.</summary>
    public IReadOnlyList<ChoiceType> Choices => [.. question.Choices.Select(choice => new ChoiceType(choice))];

    /// <summary>After which answer it is asked; null for always.</summary>
    public QuestionConditionType? When => question.When is { } when ? new(when.QuestionKey, when.Choices) : null;

    /// <summary>Asking stops when the posterior of the top answer reaches it.</summary>
    [Allow(Audience.Staff)]
    public double TargetConfidence => question.TargetConfidence;
}

/// <summary>When a question is asked: after one of these answers to an earlier question.</summary>
/// <param name="QuestionKey">The earlier question.</param>
/// <param name="Choices">Keys of its choices.</param>
[Allow(Audience.Everybody)]
public sealed record QuestionConditionType(string QuestionKey, IReadOnlyList<string> Choices);

/// <summary>An answer that can be chosen.</summary>
[Allow(Audience.Everybody)]
public sealed class ChoiceType(Choice choice)
{
    /// <summary>Stable name, unique in the question.</summary>
    public string Key => choice.Key;

    /// <summary>What a worker reads.</summary>
    public string Title => choice.Title;

    /// <summary>When to choose it.</summary>
    public string? Description => choice.Description;

    /// <summary>An item it is right for.</summary>
    public string? Example => choice.Example;
}

/// <summary>A share of probability that a label has.</summary>
/// <param name="Choice">The key of the choice.</param>
/// <param name="Probability">0 to 1; over all choices they sum to 1.</param>
[Allow(Audience.Everybody)]
public sealed record LabelProbability(string Choice, double Probability)
{
    /// <param name="probabilities">In the order of the question's choices.</param>
    internal static IReadOnlyList<LabelProbability> ListOf(Question question, IReadOnlyList<float> probabilities)
        => [.. question.Choices.Zip(probabilities, (choice, share) => new LabelProbability(choice.Key, share))];
}
