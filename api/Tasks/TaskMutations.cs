using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using GraphQL;

namespace ActiveLabel.Api.Tasks;

public sealed class TaskMutations
{
    /// <summary>Takes the best tasks that the worker may do.</summary>
    [Allow(Audience.Workers)]
    public static async Task<ClaimTasksPayload> ClaimTasks(
        ClaimTasksInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ClaimTasks claimTasks,
        CancellationToken cancellationToken)
    {
        if (input.Problem is { } problem)
            return ClaimTasksPayload.Refused(new InvalidInputError(problem));
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return ClaimTasksPayload.Refused(new NotFoundError("project"));
        var claimant = Claimant.Of(caller);
        var result = input.IdempotencyKey is { } key
            ? await claimTasks.ExecuteOnceAsync(project, claimant, input.Count, key, cancellationToken)
            : await claimTasks.ExecuteAsync(project, claimant, input.Count, cancellationToken);
        return result is null
            ? ClaimTasksPayload.Refused(new IdempotencyConflictError())
            : ClaimTasksPayload.Of(project, result);
    }

    /// <summary>A heartbeat: the lease runs for its full length again, up to its hard cap.</summary>
    [Allow(Audience.Workers)]
    public static async Task<ExtendLeasePayload> ExtendLease(
        ExtendLeaseInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ReturnTask returnTask,
        CancellationToken cancellationToken)
    {
        if (await access.FindByTaskAsync(caller, input.TaskId, cancellationToken) is not var (project, task))
            return new(null, [new NotFoundError("task")]);
        var leaseTime = TimeSpan.FromSeconds(project.Settings.LeaseSeconds);
        var expiresAt = await returnTask.ExtendAsync(
            task, caller.RequireWorker(), input.Token, leaseTime, cancellationToken);
        return expiresAt is null ? new(null, [new LeaseLostError(input.TaskId)]) : new(expiresAt, null);
    }

    /// <summary>Gives a task back unjudged, for anybody.</summary>
    [Allow(Audience.Workers)]
    public static async Task<ReleaseTaskPayload> ReleaseTask(
        ReleaseTaskInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ReturnTask returnTask,
        CancellationToken cancellationToken)
    {
        if (await access.FindByTaskAsync(caller, input.TaskId, cancellationToken) is not var (_, task))
            return new(null, [new NotFoundError("task")]);
        return await returnTask.ReleaseAsync(task, caller.RequireWorker(), input.Token, cancellationToken)
            ? new(input.TaskId, null)
            : new(null, [new LeaseLostError(input.TaskId)]);
    }

    /// <summary>Gives a task back unjudged; it does not come to this worker again.</summary>
    [Allow(Audience.Workers)]
    public static async Task<SkipTaskPayload> SkipTask(
        SkipTaskInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ReturnTask returnTask,
        CancellationToken cancellationToken)
    {
        if (input.Problem is { } problem)
            return new(null, [new InvalidInputError(problem)]);
        if (await access.FindByTaskAsync(caller, input.TaskId, cancellationToken) is not var (_, task))
            return new(null, [new NotFoundError("task")]);
        return await returnTask.SkipAsync(
            task, caller.RequireWorker(), input.Token, input.Reason, input.Comment, cancellationToken)
            ? new(input.TaskId, null)
            : new(null, [new LeaseLostError(input.TaskId)]);
    }
}
