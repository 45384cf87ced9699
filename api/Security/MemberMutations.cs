using ActiveLabel.Api.Graph;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Security;

public sealed class MemberMutations
{
    /// <summary>Lets in a person whom the identity provider vouches for.</summary>
    [Allow(Audience.Administrators)]
    public static async Task<AddMemberPayload> AddMember(
        AddMemberInput input,
        Caller caller,
        [FromServices] ChangeMembers changeMembers,
        CancellationToken cancellationToken)
        => input.ToNewMember(caller) is { } wanted
            ? AddMemberPayload.Of(
                await changeMembers.AddAsync(caller.Tenancy, wanted, input.IdempotencyKey, cancellationToken))
            : new(null, [new NotFoundError(input.WorkerId is null ? "project" : "worker or project")]);

    /// <summary>Ends a membership. What the person has open ends within a second.</summary>
    [Allow(Audience.Administrators)]
    public static async Task<RemoveMemberPayload> RemoveMember(
        RemoveMemberInput input,
        Caller caller,
        [FromServices] ChangeMembers changeMembers,
        CancellationToken cancellationToken)
        => GlobalId.Parse<MemberId>(input.MemberId) is { } id
            && await changeMembers.RemoveAsync(caller.Tenancy, id, cancellationToken) is not null
            ? new(input.MemberId, null)
            : new(null, [new NotFoundError("member")]);
}

/// <param name="Issuer">Who vouches: the <c>iss</c> of the person's tokens; 1 to 400 characters.</param>
/// <param name="Subject">Whom: the <c>sub</c> of the person's tokens; 1 to 255 characters.</param>
/// <param name="Name">What people call the person; 1 to 200 characters.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each member; a retry sends the same again.</param>
/// <param name="WorkerId">Whom the person judges as: needed for the role WORKER, and for no other.</param>
/// <param name="ProjectId">The only project the person sees; left out for all that the role may see.</param>
public sealed record AddMemberInput(
    string Issuer,
    string Subject,
    string Name,
    Role Role,
    string IdempotencyKey,
    [property: Id] string? WorkerId = null,
    [property: Id] string? ProjectId = null)
{
    /// <returns>Null when an id is that of nothing, or of a project that is not the caller's only one.</returns>
    internal NewMember? ToNewMember(Caller caller)
    {
        var worker = WorkerId is null ? null : GlobalId.Parse<WorkerId>(WorkerId);
        var project = ProjectId is null ? caller.ProjectId : GlobalId.Parse<ProjectId>(ProjectId);
        var isMissing = (WorkerId is not null && worker is null) || (ProjectId is not null && project is null)
            || (caller.ProjectId is { } only && project != only);
        return isMissing ? null : new(Issuer, Subject, Name, Role, worker, project);
    }
}

/// <param name="Member">Null where it was refused.</param>
/// <param name="Errors">Why it was refused; null where it was not.</param>
[Allow(Audience.Administrators)]
public sealed record AddMemberPayload(
    MemberType? Member,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<AddMemberErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static AddMemberPayload Of(AddMemberResult result) => result switch
    {
        AddMemberResult.Added added => new(new(added.Member), null),
        AddMemberResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        AddMemberResult.NotFound missing => new(null, [new NotFoundError(missing.What)]),
        AddMemberResult.IsMember => new(null, [new AlreadyMemberError()]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}

/// <param name="MemberId">The membership to end.</param>
public sealed record RemoveMemberInput([property: Id] string MemberId);

/// <param name="MemberId">The membership that ended; null where it was refused.</param>
/// <param name="Errors">Why it was refused; null where it was not.</param>
[Allow(Audience.Administrators)]
public sealed record RemoveMemberPayload(
    [property: Id] string? MemberId,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RemoveMemberErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <summary>The person is a member of the organization already.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Administrators)]
public sealed record AlreadyMemberError : IUserError
{
    public string Message => "The person is a member already; remove the membership first to change it.";
    public string Code => "ALREADY_MEMBER";
}

public sealed class AddMemberErrorUnion() : ErrorUnion(
    "AddMemberError",
    typeof(InvalidInputError),
    typeof(NotFoundError),
    typeof(AlreadyMemberError),
    typeof(IdempotencyConflictError));

public sealed class RemoveMemberErrorUnion() : ErrorUnion("RemoveMemberError", typeof(NotFoundError));
