using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Workers;
using GraphQL;

namespace ActiveLabel.Api.Misconduct;

public sealed class QuarantineMutations
{
    /// <summary>
    /// Takes a worker out of a project and sets his judgements aside: he gets no tasks from now on, and an operation
    /// derives consensus, workflow and queue again without what he said. One who is in quarantine stays so.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<QuarantineWorkerPayload> QuarantineWorker(
        QuarantineWorkerInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeQuarantine change,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            && GlobalId.Parse<WorkerId>(input.WorkerId) is { } worker
            ? QuarantineWorkerPayload.Of(await change.ImposeAsync(
                project, worker, QuarantineCause.Person, input.Reason, caller.CredentialId, cancellationToken))
            : new(null, [new NotFoundError("worker of the project")]);

    /// <summary>
    /// Lets a worker in again, and his judgements count: an operation derives again what rests on them.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<UnquarantineWorkerPayload> UnquarantineWorker(
        UnquarantineWorkerInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeQuarantine change,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            && GlobalId.Parse<WorkerId>(input.WorkerId) is { } worker
            ? UnquarantineWorkerPayload.Of(await change.LiftAsync(
                project, worker, input.Reason, caller.CredentialId, cancellationToken))
            : new(null, [new NotFoundError("worker of the project")]);

    /// <summary>Says something to a quarantine of one's own; it is heard once.</summary>
    [Allow(Audience.Workers)]
    public static async Task<AppealQuarantinePayload> AppealQuarantine(
        AppealQuarantineInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeQuarantine change,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            && caller.WorkerId is { } worker
            ? AppealQuarantinePayload.Of(await change.AppealAsync(project, worker, input.Appeal, cancellationToken))
            : new(null, [new NotFoundError("project")]);

    /// <summary>Grants an appeal, which lifts the quarantine, or dismisses it.</summary>
    [Allow(Audience.Leads)]
    public static async Task<DecideAppealPayload> DecideAppeal(
        DecideAppealInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeQuarantine change,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            && GlobalId.Parse<QuarantineId>(input.QuarantineId) is { } quarantine
            ? DecideAppealPayload.Of(await change.DecideAppealAsync(
                project, quarantine, input.Outcome, input.Reason, caller.CredentialId, cancellationToken))
            : new(null, [new NotFoundError("quarantine")]);

    /// <summary>
    /// Says what follows from a probability of misconduct in a project, in place of what was said before.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<SetMisconductPolicyPayload> SetMisconductPolicy(
        SetMisconductPolicyInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SetMisconductPolicy setPolicy,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        var policy = new MisconductPolicy
        {
            ProjectId = project.Id,
            OrganizationId = project.OrganizationId,
            AlertAt = input.AlertAt,
            ThrottleAt = input.ThrottleAt,
            QuarantineAt = input.QuarantineAt,
            ThrottledLeases = input.ThrottledLeases ?? 1,
            AnswersMin = input.AnswersMin ?? 30,
        };
        return await setPolicy.ExecuteAsync(policy, cancellationToken) is { } problem
            ? new(null, [new InvalidInputError(problem)])
            : new(new(policy), null);
    }
}
