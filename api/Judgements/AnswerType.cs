using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Judgements;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Judgements;

/// <summary>What a worker said to one question.</summary>
[Allow(Audience.Everybody)]
public sealed class AnswerType(Answer answer)
{
    public string QuestionKey => answer.QuestionKey;

    internal static IReadOnlyList<AnswerType> ListOf(IReadOnlyList<Answer> answers)
        => [.. answers.Select(answer => new AnswerType(answer))];

    /// <summary>The answer itself.</summary>
    [OutputType(typeof(NonNullGraphType<AnnotationValueUnion>))]
    public object Value => answer.Value switch
    {
        SingleChoiceValue single => new SingleChoiceValueType(single.Choice),
        var other => throw new NotSupportedException($"The schema has no type for {other.GetType().Name}."),
    };
}

/// <summary>One of the question's choices.</summary>
/// <param name="Choice">The key of the choice.</param>
[Allow(Audience.Everybody)]
public sealed record SingleChoiceValueType(string Choice);

/// <summary>A typed answer; each annotation type has a value type of its own.</summary>
public sealed class AnnotationValueUnion : UnionGraphType
{
    public AnnotationValueUnion()
    {
        Name = "AnnotationValue";
        Description = "A typed answer; each annotation type has a value type of its own.";
        Type<GraphQLClrOutputTypeReference<SingleChoiceValueType>>();
    }
}
