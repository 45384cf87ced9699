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
        if (MutationOf(input.Job) is { } mutation)
            return new(null, [new InvalidInputError(
                $"This job must be told what to do: start it by the mutation {mutation}.")]);
        if (input.IdempotencyKey is { } key && Idempotency.Validate(key) is { } problem)
            return new(null, [new InvalidInputError(problem)]);
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        return await startOperation.ExecuteAsync(
            caller.OrganizationId, project.Id, input.Job, cancellationToken, input.IdempotencyKey) is { } operation
            ? new(new(operation), null)
            : new(null, [new IdempotencyConflictError()]);
    }

    private static string? MutationOf(Job job) => job switch
    {
        Job.RequeueItems => "requeueItems",
        Job.MigrateItems => "publishWorkflow",
        Job.SimulateWorkflow => "simulateWorkflow",
        _ => null,
    };

    /// <summary>Stops an operation; what it has done stays done.</summary>
    [Allow(Audience.Operators)]
    public static async Task<CancelOperationPayload> CancelOperation(
        CancelOperationInput input,
        Caller caller,
        [FromServices] CancelOperation cancelOperation,
        CancellationToken cancellationToken)
        => GlobalId.Parse<OperationId>(input.OperationId) is { } id
            && await cancelOperation.ExecuteAsync(caller.Tenancy, id, cancellationToken) is { } operation
            ? operation.State == OperationState.Cancelled
                ? new(new(operation), null)
                : new(null, [new InvalidInputError("The operation has ended; there is nothing to stop.")])
            : new(null, [new NotFoundError("operation")]);
}

/// <param name="Job">What to do; not the jobs that have mutations of their own.</param>
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

/// <param name="OperationId">The operation.</param>
public sealed record CancelOperationInput([property: Id] string OperationId);

/// <param name="Operation">Null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record CancelOperationPayload(
    OperationType? Operation,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CancelOperationErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
