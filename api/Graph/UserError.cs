using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Graph;

/// <summary>Why a mutation changed nothing, in terms its caller can act on.</summary>
[Name("Error")]
[Allow(Audience.Everybody)]
public interface IUserError
{
    /// <summary>What is wrong and what to do, for people.</summary>
    string Message { get; }

    /// <summary>The same for programs; it stays as it is.</summary>
    string Code { get; }
}

/// <summary>The id is that of nothing the caller can see.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Everybody)]
public sealed record NotFoundError([property: Ignore] string What) : IUserError
{
    public string Message => $"There is no such {What}.";
    public string Code => "NOT_FOUND";
}

/// <summary>Something in the input is not as it must be.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Everybody)]
public sealed record InvalidInputError(string Message) : IUserError
{
    public string Code => "INVALID_INPUT";
}

/// <summary>The name is another's.</summary>
/// <param name="Name">The name that is taken.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Staff)]
public sealed record NameTakenError(string Name) : IUserError
{
    public string Message => $"The name '{Name}' is taken; choose another.";
    public string Code => "NAME_TAKEN";
}

/// <summary>The idempotency key was used for another request.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Everybody)]
public sealed record IdempotencyConflictError : IUserError
{
    public string Message => "The idempotency key was used for another request; use a new key.";
    public string Code => "IDEMPOTENCY_CONFLICT";
}

/// <summary>The errors that one mutation can answer.</summary>
public abstract class ErrorUnion : UnionGraphType
{
    protected ErrorUnion(string name, params Type[] errors)
    {
        Name = name;
        foreach (var error in errors)
            Type(typeof(GraphQLClrOutputTypeReference<>).MakeGenericType(error));
    }
}
