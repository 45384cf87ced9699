using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Operations;

public sealed class OperationMutations
{
    /// <summary>
    /// Asks for a run of a job. A run that waits or runs already is the answer to whoever asks again.
    /// </summary>
    [Allow(Audience.Operators)]
    public static async Task<TriggerJobPayload> TriggerJob(
        TriggerJobInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] StartOperation startOperation,
        CancellationToken cancellationToken)
    {
        if (input.IdempotencyKey is { } key && Idempotency.Validate(key) is { } problem)
            return new(null, [new InvalidInputError(problem)]);
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        return await startOperation.ExecuteAsync(
            caller.OrganizationId, project.Id, input.Job, cancellationToken, input.IdempotencyKey) is { } operation
            ? new(new(operation), null)
            : new(null, [new IdempotencyConflictError()]);
    }
}

/// <param name="Job">What to do.</param>
/// <param name="IdempotencyKey">
/// Chosen by the client; a retry sends the same again and gets the same run, within 7 days.
/// </param>
public sealed record TriggerJobInput([property: Id] string ProjectId, Job Job, string? IdempotencyKey = null);

/// <param name="Operation">Null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record TriggerJobPayload(
    OperationType? Operation,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<TriggerJobErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
