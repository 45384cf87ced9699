using System.ComponentModel;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Workers;

public sealed class WorkerMutations
{
    /// <summary>Creates a worker who may do the tasks of one project, and the key to work with.</summary>
    [Allow(Audience.Leads)]
    public static async Task<CreateWorkerPayload> CreateWorker(
        CreateWorkerInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] CreateWorker createWorker,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            ? CreateWorkerPayload.Of(
                project, await createWorker.ExecuteAsync(project, input.ToNewWorker(), cancellationToken))
            : new(null, null, [new NotFoundError("project")]);

    /// <summary>Gives a worker a new key; the old ones end at once.</summary>
    [Allow(Audience.Leads)]
    public static async Task<RotateWorkerKeyPayload> RotateWorkerKey(
        RotateWorkerKeyInput input,
        Caller caller,
        [FromServices] RotateWorkerKey rotateWorkerKey,
        CancellationToken cancellationToken)
        => RotateWorkerKeyPayload.Of(GlobalId.Parse<WorkerId>(input.WorkerId) is { } worker
            ? await rotateWorkerKey.ExecuteAsync(caller.Tenancy, worker, input.IdempotencyKey, cancellationToken)
            : new RotateWorkerKeyResult.NotFound());
}

/// <param name="Crowd">Where the worker comes from: private, vendor, public, or the key of a crowd.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each worker; a retry sends the same again.</param>
/// <param name="Name">Unique in the organization; 1 to 200 characters.</param>
public sealed record CreateWorkerInput(
    [property: Id] string ProjectId,
    string Name,
    string IdempotencyKey,
    [property: DefaultValue("private")] string Crowd = "private")
{
    internal NewWorker ToNewWorker() => new(Name, Crowd, IdempotencyKey);
}

/// <param name="ApiKey">Said this once; null where an earlier request with the same key made the worker.</param>
[Allow(Audience.Leads)]
public sealed record CreateWorkerPayload(
    WorkerType? Worker,
    string? ApiKey,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateWorkerErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static CreateWorkerPayload Of(Project project, CreateWorkerResult result) => result switch
    {
        CreateWorkerResult.Created created => new(new(created.Worker, project.Id), created.ApiKey, null),
        CreateWorkerResult.Invalid invalid => new(null, null, [new InvalidInputError(invalid.Problem)]),
        CreateWorkerResult.NameTaken taken => new(null, null, [new NameTakenError(taken.Name)]),
        _ => new(null, null, [new IdempotencyConflictError()]),
    };
}

/// <param name="WorkerId">Whose.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each new key; a retry sends the same again.</param>
public sealed record RotateWorkerKeyInput([property: Id] string WorkerId, string IdempotencyKey);

/// <param name="ApiKey">
/// Said this once; null where it was refused, and where an earlier request with the same key made it.
/// </param>
[Allow(Audience.Leads)]
public sealed record RotateWorkerKeyPayload(
    string? ApiKey,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RotateWorkerKeyErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static RotateWorkerKeyPayload Of(RotateWorkerKeyResult result) => result switch
    {
        RotateWorkerKeyResult.Rotated rotated => new(rotated.Secret, null),
        RotateWorkerKeyResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        RotateWorkerKeyResult.NotFound => new(null, [new NotFoundError("worker")]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}
