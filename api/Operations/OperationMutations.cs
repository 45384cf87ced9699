using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
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
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            ? new(new(await startOperation.ExecuteAsync(
                caller.OrganizationId, project.Id, input.Job, cancellationToken)), null)
            : new(null, [new NotFoundError("project")]);
}

public sealed record TriggerJobInput([property: Id] string ProjectId, Job Job);

/// <param name="Operation">Null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record TriggerJobPayload(
    OperationType? Operation,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<TriggerJobErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
