using System.ComponentModel;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Onboarding;

public sealed class InvitationMutations
{
    /// <summary>Makes an invitation into a project; its token, said this once, is good for one person.</summary>
    [Allow(Audience.Leads)]
    public static async Task<CreateInvitationPayload> CreateInvitation(
        CreateInvitationInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] Invite invite,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, null, [new NotFoundError("project")]);
        var qualification = input.QualificationId is null
            ? null
            : GlobalId.Parse<QualificationId>(input.QualificationId);
        return input.QualificationId is not null && qualification is null
            ? new(null, null, [new NotFoundError("qualification")])
            : CreateInvitationPayload.Of(await invite.ExecuteAsync(
                project,
                new(input.Note, input.Crowd, qualification, input.Days, input.IdempotencyKey),
                cancellationToken));
    }

    /// <summary>Takes an invitation back that nobody has accepted yet.</summary>
    [Allow(Audience.Leads)]
    public static async Task<RevokeInvitationPayload> RevokeInvitation(
        RevokeInvitationInput input,
        Caller caller,
        [FromServices] Invite invite,
        CancellationToken cancellationToken)
        => GlobalId.Parse<InvitationId>(input.InvitationId) is { } id
            && await invite.RevokeAsync(caller.Tenancy, id, cancellationToken) is { } invitation
            ? new(new(invitation), null)
            : new(null, [new NotFoundError("invitation that is still out")]);
}

/// <param name="ProjectId">Whose tasks the person is to do.</param>
/// <param name="Note">For whom it is; 1 to 200 characters.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each invitation; a retry sends the same again.</param>
/// <param name="QualificationId">What must be earned first; left out: nothing.</param>
/// <param name="Crowd">The key of the crowd the person will belong to.</param>
/// <param name="Days">How many days it is good, 1 to 90.</param>
public sealed record CreateInvitationInput(
    [property: Id] string ProjectId,
    string Note,
    string IdempotencyKey,
    [property: Id] string? QualificationId = null,
    [property: DefaultValue("private")] string Crowd = "private",
    [property: DefaultValue(7)] int Days = 7);

/// <param name="Invitation">Null where it was refused.</param>
/// <param name="Token">Said this once; null where an earlier request with the same key made the invitation.</param>
[Allow(Audience.Leads)]
public sealed record CreateInvitationPayload(
    InvitationType? Invitation,
    string? Token,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateInvitationErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static CreateInvitationPayload Of(InviteResult result) => result switch
    {
        InviteResult.Invited invited => new(new(invited.Invitation), invited.Token, null),
        InviteResult.Invalid invalid => new(null, null, [new InvalidInputError(invalid.Problem)]),
        InviteResult.NoSuchQualification => new(null, null, [new NotFoundError("qualification")]),
        _ => new(null, null, [new IdempotencyConflictError()]),
    };
}

/// <param name="InvitationId">Which to take back.</param>
public sealed record RevokeInvitationInput([property: Id] string InvitationId);

/// <param name="Invitation">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record RevokeInvitationPayload(
    InvitationType? Invitation,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RevokeInvitationErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class CreateInvitationErrorUnion() : ErrorUnion(
    "CreateInvitationError", typeof(InvalidInputError), typeof(NotFoundError), typeof(IdempotencyConflictError));

public sealed class RevokeInvitationErrorUnion() : ErrorUnion("RevokeInvitationError", typeof(NotFoundError));
