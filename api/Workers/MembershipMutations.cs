using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Workers;

public sealed class MembershipMutations
{
    /// <summary>Lets a worker do the tasks of a project; one who does already goes on.</summary>
    [Allow(Audience.Leads)]
    public static async Task<BeginMembershipPayload> BeginMembership(
        BeginMembershipInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeMembership changeMembership,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        return BeginMembershipPayload.Of(GlobalId.Parse<WorkerId>(input.WorkerId) is { } worker
            ? await changeMembership.BeginAsync(project, worker, input.IdempotencyKey, cancellationToken)
            : new BeginMembershipResult.NotFound());
    }

    /// <summary>Ends a worker's part in a project. What he has open there ends within a second.</summary>
    [Allow(Audience.Leads)]
    public static async Task<EndMembershipPayload> EndMembership(
        EndMembershipInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeMembership changeMembership,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        return GlobalId.Parse<WorkerId>(input.WorkerId) is { } worker
            && await changeMembership.EndAsync(project, worker, cancellationToken) is { } membership
            ? new(new(membership), null)
            : new(null, [new NotFoundError("worker of the project")]);
    }
}

/// <param name="ProjectId">Whose tasks.</param>
/// <param name="WorkerId">Who may do them.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each beginning; a retry sends the same again.</param>
public sealed record BeginMembershipInput(
    [property: Id] string ProjectId, [property: Id] string WorkerId, string IdempotencyKey);

/// <param name="Membership">Null where it was refused.</param>
/// <param name="Errors">Why it was refused; null where it was not.</param>
[Allow(Audience.Leads)]
public sealed record BeginMembershipPayload(
    MembershipType? Membership,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<BeginMembershipErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static BeginMembershipPayload Of(BeginMembershipResult result) => result switch
    {
        BeginMembershipResult.Begun begun => new(new(begun.Membership), null),
        BeginMembershipResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        BeginMembershipResult.NotFound => new(null, [new NotFoundError("worker")]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}

/// <param name="ProjectId">Whose tasks.</param>
/// <param name="WorkerId">Who may do them no longer.</param>
public sealed record EndMembershipInput([property: Id] string ProjectId, [property: Id] string WorkerId);

/// <param name="Membership">Null where it was refused.</param>
/// <param name="Errors">Why it was refused; null where it was not.</param>
[Allow(Audience.Leads)]
public sealed record EndMembershipPayload(
    MembershipType? Membership,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<EndMembershipErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class BeginMembershipErrorUnion() : ErrorUnion(
    "BeginMembershipError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));

public sealed class EndMembershipErrorUnion() : ErrorUnion("EndMembershipError", typeof(NotFoundError));
