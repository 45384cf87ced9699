using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>What a request shows of its sender.</summary>
/// <param name="Authorization">As in the HTTP header: <c>Bearer KEY</c> or <c>Bearer TOKEN</c>.</param>
/// <param name="Organization">
/// The name of the organization a member speaks in; needed by those who are in several. Keys belong to one.
/// </param>
/// <param name="Origin">Null where it is not known.</param>
public readonly record struct Credentials(string? Authorization, string? Organization = null, Origin? Origin = null)
{
    public const string OrganizationHeader = "X-Organization";

    public static Credentials Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(
            request.Headers.Authorization, request.Headers[OrganizationHeader], Origin.Of(request.HttpContext));
    }
}

/// <summary>
/// Finds out who asks. A key or a member is looked up every time: what is revoked ends at once.
/// </summary>
public sealed class Authentication(
    IDbContextFactory<ActiveLabelDb> databases, IdentityProvider provider, KeyUsage usage, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const int SecretLengthMax = 200;
    private const int TokenLengthMax = 16_384;

    /// <returns>Null when there is no key or token, or none that holds.</returns>
    public async Task<Caller?> FindCallerAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        return await FindAsync(credentials, cancellationToken) is { } caller
            ? caller with { Origin = credentials.Origin ?? Origin.Unknown }
            : null;
    }

    private async Task<Caller?> FindAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.Authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is not true)
            return null;
        var secret = credentials.Authorization[Scheme.Length..].Trim();
        if (ApiKeySecret.IsOne(secret))
            return secret.Length <= SecretLengthMax ? await FindByKeyAsync(secret, cancellationToken) : null;
        return secret.Length <= TokenLengthMax
            && await provider.ValidateAsync(secret, cancellationToken) is { } identity
            ? await FindMemberAsync(identity, credentials.Organization, cancellationToken)
            : null;
    }

    private async Task<Caller?> FindByKeyAsync(string secret, CancellationToken cancellationToken)
    {
        var (hash, now) = (ApiKeySecret.HashOf(secret), time.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = await db.ApiKeys.AsNoTracking()
            .SingleOrDefaultAsync(known => known.Hash == hash && known.RevokedAt == null, cancellationToken);
        if (key is null || key.ExpiresAt <= now)
            return null;
        usage.Note(key, now);
        return new(key.OrganizationId, key.Role, key.WorkerId)
        {
            Credential = new(CredentialKind.ApiKey, key.Id.Value),
            ProjectId = key.ProjectId,
            IsReadOnly = key.IsReadOnly,
            ExpiresAt = key.ExpiresAt,
        };
    }

    private async Task<Caller?> FindMemberAsync(
        Identity identity, string? organization, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var members = db.Members.AsNoTracking()
            .Where(member => member.Subject == identity.Subject && member.Issuer == identity.Issuer);
        if (organization is not null)
            members = members.Where(member => db.Organizations.Any(
                known => known.Id == member.OrganizationId && known.Name == organization));
        // Who is in several organizations and names none is nobody.
        return await members.OrderBy(member => member.Id).Take(2).ToListAsync(cancellationToken) is [var member]
            ? new(member.OrganizationId, member.Role, member.WorkerId)
            {
                Credential = new(CredentialKind.Member, member.Id.Value),
                ProjectId = member.ProjectId,
                ExpiresAt = identity.ExpiresAt,
            }
            : null;
    }
}
