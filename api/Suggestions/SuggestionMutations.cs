using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Suggestions;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Suggestions;

public sealed class SuggestionMutations
{
    /// <summary>Keeps what a suggestion would make of the workflow as a draft, to be simulated and published.</summary>
    [Allow(Audience.Leads)]
    public static async Task<DraftSuggestionPayload> DraftSuggestion(
        DraftSuggestionInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [FromServices] DraftWorkflow draftWorkflow,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        if (GlobalId.Parse<SuggestionId>(input.SuggestionId) is not { } id
            || await db.Suggestions.AsNoTracking().SingleOrDefaultAsync(
                known => known.Id == id && known.ProjectId == project.Id, cancellationToken) is not { } suggestion)
            return new(null, [new NotFoundError("suggestion")]);
        return await draftWorkflow.ExecuteAsync(
            project, suggestion.Draft, suggestion.Message, input.IdempotencyKey, cancellationToken) switch
        {
            DraftResult.Drafted drafted => new(new(drafted.Version), null),
            DraftResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            _ => new(null, [new IdempotencyConflictError()]),
        };
    }
}

/// <param name="SuggestionId">As <c>suggestions</c> tells it.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again and gets the same draft.</param>
public sealed record DraftSuggestionInput(
    [property: Id] string ProjectId, [property: Id] string SuggestionId, string IdempotencyKey);

/// <param name="WorkflowVersion">The draft, for <c>simulateWorkflow</c>; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record DraftSuggestionPayload(
    WorkflowVersionType? WorkflowVersion,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<DraftSuggestionErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class DraftSuggestionErrorUnion() : ErrorUnion(
    "DraftSuggestionError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));
