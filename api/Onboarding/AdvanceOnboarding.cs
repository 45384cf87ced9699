using System.Text.Json;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Onboarding;

/// <summary>Moves a person on from the invitation to work, each step with an event in the project.</summary>
internal static class AdvanceOnboarding
{
    /// <summary>A worker accepted so many invitations at the most that wait for one qualification.</summary>
    private const int InvitationsMax = 100;

    public static async Task BeginQualificationAsync(
        ActiveLabelDb db,
        WorkerId worker,
        QualificationId qualification,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var invitation in await FindAsync(db, worker, qualification, cancellationToken))
            if (invitation.BeginQualification(now))
                await TellAsync(db, invitation, now, cancellationToken);
    }

    public static async Task QualifyAsync(
        ActiveLabelDb db,
        WorkerId worker,
        QualificationId qualification,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var invitation in await FindAsync(db, worker, qualification, cancellationToken))
            if (invitation.Qualify(now))
            {
                await LetInAsync(db, invitation.OrganizationId, invitation.ProjectId, worker, now, cancellationToken);
                await TellAsync(db, invitation, now, cancellationToken);
            }
    }

    /// <summary>Makes the worker a member of the project; the caller saves.</summary>
    public static async Task LetInAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        ProjectId project,
        WorkerId worker,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var known = await db.Memberships.SingleOrDefaultAsync(
            membership => membership.ProjectId == project && membership.WorkerId == worker, cancellationToken);
        if (known is null)
            db.Memberships.Add(new()
            {
                ProjectId = project,
                WorkerId = worker,
                OrganizationId = organization,
                CreatedAt = now,
            });
        else
            known.EndedAt = null;
    }

    /// <summary>Says in the project how far the person is; saves what the context holds.</summary>
    public static Task TellAsync(
        ActiveLabelDb db, Invitation invitation, DateTimeOffset now, CancellationToken cancellationToken)
        => EventLog.AppendAsync(
            db,
            invitation.OrganizationId,
            invitation.ProjectId,
            new(),
            [new(
                EventKind.OnboardingAdvanced,
                WorkerId: invitation.WorkerId,
                Details: DetailsOf(invitation))],
            now,
            cancellationToken);

    private static string DetailsOf(Invitation invitation)
        => JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["invitationId"] = GlobalId.Of(invitation.Id),
            ["state"] = invitation.State.ToString(),
        });

    private static Task<List<Invitation>> FindAsync(
        ActiveLabelDb db, WorkerId worker, QualificationId qualification, CancellationToken cancellationToken)
        => db.Invitations
            .Where(invitation => invitation.WorkerId == worker && invitation.QualificationId == qualification)
            .OrderBy(invitation => invitation.ProjectId).Take(InvitationsMax).ToListAsync(cancellationToken);
}
