using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Qualifications;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Onboarding;

/// <summary>A way into a project for one person: invitation, training, qualification, work.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class InvitationType(Invitation invitation) : INode
{
    [Id]
    public string Id => GlobalId.Of(invitation.Id);

    /// <summary>For whom it is.</summary>
    public string Note => invitation.Note;

    /// <summary>The key of the crowd the person will belong to.</summary>
    public string Crowd => invitation.Crowd;

    /// <summary>How far the person is.</summary>
    public OnboardingState State => invitation.State;

    public DateTimeOffset CreatedAt => invitation.CreatedAt;

    /// <summary>It can be accepted until then.</summary>
    public DateTimeOffset ExpiresAt => invitation.ExpiresAt;

    /// <summary>When the state last changed; null before it was accepted.</summary>
    public DateTimeOffset? ChangedAt => invitation.ChangedAt;

    /// <summary>What must be earned first; null for nothing.</summary>
    public IDataLoaderResult<QualificationType?>? Qualification(Caller caller, [FromServices] Batches batches)
        => invitation.QualificationId is { } id
            ? batches.Find(caller, id, QualificationType.FetchAsync)
                .Then(found => found is null ? null : new QualificationType(found))
            : null;

    /// <summary>Who accepted; null before.</summary>
    public IDataLoaderResult<WorkerType?>? Worker(Caller caller, [FromServices] Batches batches)
        => invitation.WorkerId is { } id
            ? batches.Find(caller, id, WorkerType.FetchAsync)
                .Then(found => found is null ? null : new WorkerType(found, invitation.ProjectId))
            : null;

    internal static async Task<IReadOnlyDictionary<InvitationId, Invitation>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<InvitationId> ids,
        CancellationToken cancellationToken)
        => await db.Invitations.AsNoTracking()
            .Where(known => known.OrganizationId == organization && ids.Contains(known.Id))
            .ToDictionaryAsync(known => known.Id, cancellationToken);
}

public sealed class InvitationQueries
{
    /// <summary>The invitations into a project, in the order they were made.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<InvitationType>> Invitations(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.Invitations.AsNoTracking().Where(known => known.ProjectId == project.Id),
            known => known.Id,
            known => new InvitationType(known),
            cancellationToken);
    }
}
