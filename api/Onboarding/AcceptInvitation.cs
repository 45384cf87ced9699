using System.Diagnostics;
using System.Globalization;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Onboarding;

/// <summary>What became of an invitation that was shown.</summary>
public abstract record AcceptResult
{
    /// <param name="ApiKey">Said this once: whoever loses it asks a lead for another.</param>
    public sealed record Accepted(Invitation Invitation, string ApiKey) : AcceptResult;

    /// <summary>There is none with that token, or it has expired, or it was accepted or taken back.</summary>
    public sealed record NoLongerGood : AcceptResult, IRefusal;

    public sealed record NameTaken : AcceptResult, IRefusal;

    public sealed record Invalid(string Problem) : AcceptResult, IRefusal;
}

/// <summary>Makes a worker of whoever shows an invitation's token, and gives the key to work with.</summary>
public sealed class AcceptInvitation(Writing writing, TimeProvider time)
{
    public Task<AcceptResult> ExecuteAsync(
        string token, string name, Origin origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        return string.IsNullOrWhiteSpace(name) || name.Length > Worker.NameLengthMax
            ? Task.FromResult<AcceptResult>(
                new AcceptResult.Invalid($"A name has 1 to {Worker.NameLengthMax} characters."))
            : writing.ExecuteAsync(
                (db, cancel) => AcceptAsync(db, ApiKeySecret.HashOf(token), name, origin, cancel), cancellationToken);
    }

    private async Task<AcceptResult> AcceptAsync(
        ActiveLabelDb db, string hash, string name, Origin origin, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var invitation = await db.Invitations.SingleOrDefaultAsync(
            known => known.TokenHash == hash, cancellationToken);
        if (invitation is not { State: OnboardingState.Invited } || invitation.ExpiresAt <= now)
            return new AcceptResult.NoLongerGood();
        var organization = invitation.OrganizationId;
        if (await db.Workers.AnyAsync(
            known => known.OrganizationId == organization && known.Name == name, cancellationToken))
            return new AcceptResult.NameTaken();
        // Two that show the token at once wait here for each other; the second finds that it was used.
        var taken = await db.Invitations
            .Where(known => known.Id == invitation.Id && known.State == OnboardingState.Invited)
            .ExecuteUpdateAsync(set => set.SetProperty(known => known.ChangedAt, now), cancellationToken);
        if (taken == 0)
            return new AcceptResult.NoLongerGood();
        var worker = new Worker
        {
            OrganizationId = organization,
            Name = name,
            Crowd = invitation.Crowd,
            CreatedAt = now,
        };
        db.Workers.Add(worker);
        await db.SaveChangesAsync(cancellationToken);
        invitation.Accept(worker.Id, now);
        await AdvanceOnboarding.LetInAsync(
            db, organization, await FirstProjectAsync(db, invitation, cancellationToken), worker.Id, now,
            cancellationToken);
        var (_, secret) = CreateApiKey.Add(db, organization, new(worker.Name, Role.Worker, worker.Id), now);
        await db.SaveChangesAsync(cancellationToken);
        await AdvanceOnboarding.TellAsync(db, invitation, now, cancellationToken);
        await AuditChain.AppendAsync(
            db, ActionOf(invitation, name, origin), AuditOutcome.Succeeded, errors: "", now, cancellationToken);
        return new AcceptResult.Accepted(invitation, secret);
    }

    // There is no caller yet: the invitation itself is who did it.
    private static AuditedAction ActionOf(Invitation invitation, string name, Origin origin) => new(
        invitation.OrganizationId,
        string.Create(CultureInfo.InvariantCulture, $"invitation:{invitation.Id.Value}"),
        Role.Worker.ToString(),
        "acceptInvitation",
        GlobalId.Of(invitation.Id),
        Idempotency.HashOf(name),
        origin,
        Activity.Current?.TraceId.ToString() ?? "");

    // Who must qualify first is let into the project of the qualification; the work comes after.
    private static async Task<ProjectId> FirstProjectAsync(
        ActiveLabelDb db, Invitation invitation, CancellationToken cancellationToken)
        => invitation.QualificationId is { } qualification
            ? await db.Qualifications.Where(known => known.Id == qualification)
                .Select(known => known.ProjectId).SingleAsync(cancellationToken)
            : invitation.ProjectId;
}
