using System.Text.Json.Serialization;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Judgements;

/// <summary>A typed answer; each annotation type has a value type of its own.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SingleChoiceValue), "singleChoice")]
public abstract record AnnotationValue
{
    /// <returns>Why the value does not answer the question, or null.</returns>
    public abstract string? Validate(Question question);
}

/// <param name="Choice">The key of a choice of the question.</param>
public sealed record SingleChoiceValue(string Choice) : AnnotationValue
{
    public override string? Validate(Question question)
        => question.IndexOf(Choice) >= 0
            ? null
            : $"'{Choice}' is not a choice of question '{question.Key}'; answer with one of its choice keys.";
}
