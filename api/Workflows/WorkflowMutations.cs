using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workflows;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Workflows;

public sealed class WorkflowMutations
{
    /// <summary>Keeps a workflow as a draft. It may have problems still; publishing it may not.</summary>
    [Allow(Audience.Leads)]
    public static async Task<DraftWorkflowPayload> DraftWorkflow(
        DraftWorkflowInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] DraftWorkflow draftWorkflow,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [], [new NotFoundError("project")]);
        var workflow = input.Workflow.ToWorkflow();
        var result = await draftWorkflow.ExecuteAsync(
            project, workflow, input.Note, input.IdempotencyKey, cancellationToken);
        return result switch
        {
            DraftResult.Drafted drafted => new(
                new(drafted.Version), WorkflowProblemType.ListOf(WorkflowCheck.Check(workflow, project.Schema)), null),
            DraftResult.Invalid invalid => new(null, [], [new InvalidInputError(invalid.Problem)]),
            _ => new(null, [], [new IdempotencyConflictError()]),
        };
    }

    /// <summary>
    /// Brings a draft into force: new items follow it at once, and an operation moves those in flight as the preview
    /// says.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<PublishWorkflowPayload> PublishWorkflow(
        PublishWorkflowInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] FindWorkflow findWorkflow,
        [FromServices] PublishWorkflow publishWorkflow,
        CancellationToken cancellationToken)
    {
        if (await findWorkflow.ExecuteAsync(caller, access, input.WorkflowVersionId, cancellationToken)
            is not var (project, version))
            return new(null, null, [new NotFoundError("workflow version")]);
        var result = await publishWorkflow.ExecuteAsync(
            project, version.Id, StepMoveInput.ToMoves(input.Moves), caller.CredentialId, cancellationToken);
        return result switch
        {
            PublishResult.Published published => new(new(published.Version), new(published.Migration), null),
            PublishResult.Unsound unsound => new(null, null, [new WorkflowInvalidError(
                WorkflowProblemType.ListOf(unsound.Problems))]),
            PublishResult.Invalid invalid => new(null, null, [new InvalidInputError(invalid.Problem)]),
            _ => new(null, null, [new OperationBusyError()]),
        };
    }

    /// <summary>
    /// Leads every item of the project through a version by what is on record of it, and says what would have happened.
    /// </summary>
    [Allow(Audience.Operators)]
    public static async Task<SimulateWorkflowPayload> SimulateWorkflow(
        SimulateWorkflowInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] FindWorkflow findWorkflow,
        [FromServices] StartSimulation startSimulation,
        CancellationToken cancellationToken)
        => await findWorkflow.ExecuteAsync(caller, access, input.WorkflowVersionId, cancellationToken)
            is var (project, version)
            ? StartedRun.Of(
                await startSimulation.ExecuteAsync(project, version.Id, input.IdempotencyKey, cancellationToken),
                (operation, errors) => new SimulateWorkflowPayload(operation, errors))
            : new(null, [new NotFoundError("workflow version")]);

    /// <summary>
    /// Sends all items of a filter to a step of the workflow in force, as an operation. What nobody and no model has
    /// answered stays where it is when it is sent to be done.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<RequeueItemsPayload> RequeueItems(
        RequeueItemsInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] RequeueItems requeueItems,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            ? StartedRun.Of(
                await requeueItems.StartAsync(project, input.ToRequest(), input.IdempotencyKey, cancellationToken),
                (operation, errors) => new RequeueItemsPayload(operation, errors))
            : new(null, [new NotFoundError("project")]);
}

internal static class StartedRun
{
    public static TPayload Of<TPayload>(
        StartResult result, Func<OperationType?, IReadOnlyList<IUserError>?, TPayload> payload) => result switch
        {
            StartResult.Started started => payload(new(started.Operation), null),
            StartResult.Invalid invalid => payload(null, [new InvalidInputError(invalid.Problem)]),
            StartResult.Busy => payload(null, [new OperationBusyError()]),
            _ => payload(null, [new IdempotencyConflictError()]),
        };
}

/// <param name="Workflow">What is drafted.</param>
/// <param name="Note">What is new in it; at most 1,000 characters.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again and gets the same draft.</param>
public sealed record DraftWorkflowInput(
    [property: Id] string ProjectId, WorkflowInput Workflow, string IdempotencyKey, string? Note = null);

/// <param name="WorkflowVersion">Null where it was refused.</param>
/// <param name="Problems">What keeps the draft from being published; none where it is sound.</param>
[Allow(Audience.Leads)]
public sealed record DraftWorkflowPayload(
    WorkflowVersionType? WorkflowVersion,
    IReadOnlyList<WorkflowProblemType> Problems,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<DraftWorkflowErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="WorkflowVersionId">The draft.</param>
/// <param name="Moves">Where items of a step go; steps of the same key keep theirs where nothing is said.</param>
public sealed record PublishWorkflowInput(
    [property: Id] string WorkflowVersionId, IReadOnlyList<StepMoveInput>? Moves = null);

/// <param name="WorkflowVersion">Null where it was refused.</param>
/// <param name="Migration">The operation that moves the items in flight; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record PublishWorkflowPayload(
    WorkflowVersionType? WorkflowVersion,
    OperationType? Migration,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<PublishWorkflowErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="WorkflowVersionId">A draft, or a published version.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again and gets the same run.</param>
public sealed record SimulateWorkflowInput([property: Id] string WorkflowVersionId, string IdempotencyKey);

/// <param name="Operation">Its result has the sums; null where it was refused.</param>
[Allow(Audience.Operators)]
public sealed record SimulateWorkflowPayload(
    OperationType? Operation,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SimulateWorkflowErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
