using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Projects;

public sealed class InstructionsMutations
{
    /// <summary>Brings a new version of the instructions into force; the earlier ones stay readable.</summary>
    [Allow(Audience.Leads)]
    public static async Task<UpdateInstructionsPayload> UpdateInstructions(
        UpdateInstructionsInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] UpdateInstructions updateInstructions,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        var result = await updateInstructions.ExecuteAsync(
            project, input.Text, InstructionExampleInput.ToExamples(input.Examples), input.Note, input.IdempotencyKey,
            cancellationToken);
        return result switch
        {
            InstructionsResult.Updated updated => new(new(updated.Instructions), null),
            InstructionsResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            _ => new(null, [new IdempotencyConflictError()]),
        };
    }
}

/// <param name="Text">What workers are told; at most 20,000 characters.</param>
/// <param name="Examples">At most 50; those of the earlier version are not taken over.</param>
/// <param name="Note">What is new; at most 1,000 characters.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again and gets the same version.</param>
public sealed record UpdateInstructionsInput(
    [property: Id] string ProjectId,
    string Text,
    string IdempotencyKey,
    IReadOnlyList<InstructionExampleInput>? Examples = null,
    string? Note = null);

/// <summary>An item as it could come, and how to answer it.</summary>
/// <param name="Content">What the worker would see; 1 to 4,000 characters.</param>
/// <param name="QuestionKey">The question it is an example for.</param>
/// <param name="Choice">Key of the right choice.</param>
/// <param name="Why">Why it is right; at most 4,000 characters.</param>
public sealed record InstructionExampleInput(string Content, string QuestionKey, string Choice, string? Why = null)
{
    internal static IReadOnlyList<InstructionExample> ToExamples(IReadOnlyList<InstructionExampleInput>? examples)
        => [.. (examples ?? []).Select(example => new InstructionExample(
            example.Content, example.QuestionKey, example.Choice, example.Why))];
}

/// <param name="Instructions">The version in force; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record UpdateInstructionsPayload(
    InstructionsType? Instructions,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<UpdateInstructionsErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class UpdateInstructionsErrorUnion() : ErrorUnion(
    "UpdateInstructionsError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));
