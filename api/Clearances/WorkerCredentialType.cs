using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Clearances;

/// <summary>That somebody granted a worker a skill, a clearance, a badge ...</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class WorkerCredentialType(WorkerCredential credential) : INode
{
    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(credential.Id);

    /// <summary>What sort of thing is held.</summary>
    [Allow(Audience.Everybody)]
    public CredentialType Type => credential.Type;

    /// <summary>Which one: the name of the skill, the clearance, the team, or the language as in BCP 47.</summary>
    [Allow(Audience.Everybody)]
    public string Key => credential.Key;

    /// <summary>Of a skill, 1 to 10; null for the others.</summary>
    [Allow(Audience.Everybody)]
    public int? Level => credential.Type == CredentialType.Skill ? credential.Level : null;

    /// <summary>Of a language; null for the others.</summary>
    [Allow(Audience.Everybody)]
    public LanguageLevel? LanguageLevel
        => credential.Type == CredentialType.Language ? (LanguageLevel)credential.Level : null;

    /// <summary>What a clearance is limited to; null where it is not limited.</summary>
    [Allow(Audience.Everybody)]
    public string? Scope => credential.Scope.Length == 0 ? null : credential.Scope;

    /// <summary>What it rests on, such as the number of a certificate; null where nothing was said.</summary>
    public string? Attestation => credential.Attestation.Length == 0 ? null : credential.Attestation;

    /// <summary>Who granted it: a key or a member, such as member:7, or the qualification that was passed.</summary>
    public string Grantor => credential.Grantor;

    /// <summary>Since when.</summary>
    [Allow(Audience.Everybody)]
    public DateTimeOffset GrantedAt => credential.GrantedAt;

    /// <summary>From then on it is worth nothing; null for never.</summary>
    [Allow(Audience.Everybody)]
    public DateTimeOffset? ExpiresAt => credential.ExpiresAt;

    /// <summary>When it was taken away or replaced; null while it stands.</summary>
    [Allow(Audience.Everybody)]
    public DateTimeOffset? RevokedAt => credential.RevokedAt;

    /// <summary>Who holds it.</summary>
    public IDataLoaderResult<WorkerType> Worker(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, credential.WorkerId, WorkerType.FetchAsync)
            .Then(found => new WorkerType(found, project: null));

    internal static async Task<IReadOnlyDictionary<WorkerCredentialId, WorkerCredential>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<WorkerCredentialId> ids,
        CancellationToken cancellationToken)
        => await db.WorkerCredentials.AsNoTracking()
            .Where(credential => credential.OrganizationId == organization && ids.Contains(credential.Id))
            .ToDictionaryAsync(credential => credential.Id, cancellationToken);
}
