using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Workers;

public sealed class WorkerStateMutations
{
    /// <summary>
    /// Takes a worker out of all work: the tasks he holds go back to the queue at once, and he gets no others. What he
    /// judged stays.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<DeactivateWorkerPayload> DeactivateWorker(
        DeactivateWorkerInput input,
        Caller caller,
        [FromServices] DeactivateWorker deactivateWorker,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return GlobalId.Parse<WorkerId>(input.WorkerId) is { } id
            && await deactivateWorker.ExecuteAsync(caller.OrganizationId, id, cancellationToken) is { } worker
            ? new(new(worker, project: null), null)
            : new(null, [new NotFoundError("worker")]);
    }

    /// <summary>Lets a worker do tasks again who was deactivated.</summary>
    [Allow(Audience.Leads)]
    public static async Task<ReactivateWorkerPayload> ReactivateWorker(
        ReactivateWorkerInput input,
        Caller caller,
        [FromServices] DeactivateWorker deactivateWorker,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return GlobalId.Parse<WorkerId>(input.WorkerId) is { } id
            && await deactivateWorker.ReactivateAsync(caller.OrganizationId, id, cancellationToken) is { } worker
            ? new(new(worker, project: null), null)
            : new(null, [new NotFoundError("worker")]);
    }
}

/// <param name="WorkerId">Whom to take out.</param>
public sealed record DeactivateWorkerInput([property: Id] string WorkerId);

/// <param name="Worker">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record DeactivateWorkerPayload(
    WorkerType? Worker,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<DeactivateWorkerErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="WorkerId">Whom to let in again.</param>
public sealed record ReactivateWorkerInput([property: Id] string WorkerId);

/// <param name="Worker">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record ReactivateWorkerPayload(
    WorkerType? Worker,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ReactivateWorkerErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class DeactivateWorkerErrorUnion() : ErrorUnion("DeactivateWorkerError", typeof(NotFoundError));

public sealed class ReactivateWorkerErrorUnion() : ErrorUnion("ReactivateWorkerError", typeof(NotFoundError));
