using ActiveLabel.Api.Crowds;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Onboarding;

/// <param name="Note">For whom it is.</param>
/// <param name="Days">How long it is good.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again.</param>
public sealed record NewInvitation(
    string Note, string Crowd, QualificationId? QualificationId, int Days, string IdempotencyKey);

/// <summary>What became of a request for an invitation.</summary>
public abstract record InviteResult
{
    /// <param name="Token">Said this once; null when an earlier request with the same key made it.</param>
    public sealed record Invited(Invitation Invitation, string? Token) : InviteResult;

    public sealed record Invalid(string Problem) : InviteResult, IRefusal;

    public sealed record NoSuchQualification : InviteResult, IRefusal;

    /// <summary>The idempotency key was used for another invitation; use a new key.</summary>
    public sealed record IdempotencyConflict : InviteResult, IRefusal;
}

/// <summary>Makes an invitation with a token that is good once, and takes it back.</summary>
public sealed class Invite(Writing writing, TimeProvider time)
{
    public Task<InviteResult> ExecuteAsync(
        Project project, NewInvitation wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(wanted);
        return Validate(wanted) is { } problem
            ? Task.FromResult<InviteResult>(new InviteResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(project.OrganizationId), (db, token) => InviteAsync(db, project, wanted, token), cancellationToken);
    }

    /// <returns>The invitation; null when there is none of that id that is still out.</returns>
    public Task<Invitation?> RevokeAsync(Tenancy tenancy, InvitationId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                var now = time.GetUtcNow();
                var invitation = await db.Invitations.SingleOrDefaultAsync(known => known.Id == id, token);
                if (invitation is null || !invitation.Revoke(now))
                    return null;
                await AdvanceOnboarding.TellAsync(db, invitation, now, token);
                return invitation;
            },
            cancellationToken);

    private async Task<InviteResult> InviteAsync(
        ActiveLabelDb db, Project project, NewInvitation wanted, CancellationToken cancellationToken)
    {
        var once = new Idempotency(project.OrganizationId, "createInvitation", wanted.IdempotencyKey);
        var hash = Idempotency.HashOf((project.Id.Value, wanted).ToString());
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new InviteResult.Invited(
                    await db.Invitations.AsNoTracking().SingleAsync(
                        known => known.Id == new InvitationId(earlier.ResultId), cancellationToken),
                    Token: null)
                : new InviteResult.IdempotencyConflict();
        var now = time.GetUtcNow();
        if (!await FindCrowd.IsThereAsync(db, project.OrganizationId, wanted.Crowd, now, cancellationToken))
            return new InviteResult.Invalid($"There is no crowd '{wanted.Crowd}'; create it first.");
        if (wanted.QualificationId is { } needed
            && !await db.Qualifications.AnyAsync(known => known.Id == needed, cancellationToken))
            return new InviteResult.NoSuchQualification();
        var secret = ApiKeySecret.Create();
        var invitation = new Invitation
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            QualificationId = wanted.QualificationId,
            Crowd = wanted.Crowd,
            Note = wanted.Note,
            TokenHash = ApiKeySecret.HashOf(secret),
            CreatedAt = now,
            ExpiresAt = now.AddDays(wanted.Days),
        };
        db.Invitations.Add(invitation);
        await db.SaveChangesAsync(cancellationToken);
        once.Remember(db, hash, invitation.Id.Value, now);
        await AdvanceOnboarding.TellAsync(db, invitation, now, cancellationToken);
        return new InviteResult.Invited(invitation, secret);
    }

    private static string? Validate(NewInvitation wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Note) || wanted.Note.Length > Invitation.NoteLengthMax)
            return $"Say in 1 to {Invitation.NoteLengthMax} characters for whom it is.";
        return wanted.Days is < 1 or > Invitation.DaysMax
            ? $"An invitation is good for 1 to {Invitation.DaysMax} days."
            : Idempotency.Validate(wanted.IdempotencyKey);
    }
}
