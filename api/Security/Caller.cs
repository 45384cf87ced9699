using System.Globalization;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Security;

/// <summary>What opens the door.</summary>
public enum CredentialKind
{
    /// <summary>A key that this server made.</summary>
    ApiKey = 0,

    /// <summary>A person whom an identity provider vouches for.</summary>
    Member = 1,

    /// <summary>Whoever starts commands on the server's machine.</summary>
    CommandLine = 2,
}

/// <summary>What a caller showed: a key, or the token of a member.</summary>
public readonly record struct Credential(CredentialKind Kind, long Id)
{
    public override string ToString()
        => Kind switch
        {
            CredentialKind.ApiKey => string.Create(CultureInfo.InvariantCulture, $"key:{Id}"),
            CredentialKind.Member => string.Create(CultureInfo.InvariantCulture, $"member:{Id}"),
            _ => "command line",
        };
}

/// <summary>Who asks: the organization bounds everything that is read or changed in its name.</summary>
/// <param name="WorkerId">Whom the caller judges as; null for a caller who judges nothing.</param>
public sealed record Caller(OrganizationId OrganizationId, Role Role, WorkerId? WorkerId)
{
    public required Credential Credential { get; init; }

    /// <summary>Stable for one key or one member, over all requests.</summary>
    public string CredentialId => Credential.ToString();

    /// <summary>The only project the caller may see; null for all that the role may see.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Whether the caller changes nothing.</summary>
    public bool IsReadOnly { get; init; }

    public Origin Origin { get; init; } = Origin.Unknown;

    /// <summary>When the key or the token ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>All that decides what the caller is shown: callers for whom it is equal see the same.</summary>
    public Permissions Permissions => new(OrganizationId, Role, WorkerId, ProjectId);

    /// <summary>What the caller's queries reach.</summary>
    public Tenancy Tenancy => new(OrganizationId, ProjectId);

    /// <summary>For what counts in every project of the organization.</summary>
    /// <exception cref="RefusalError">The caller sees one project only.</exception>
    public void RequireWholeOrganization()
    {
        if (ProjectId is not null)
            throw new RefusalError(
                RefusalError.Forbidden, "This is the organization's; your key opens one project.");
    }

    /// <exception cref="InvalidOperationException">The caller judges as nobody; a rule let the wrong role
    /// in.</exception>
    public WorkerId RequireWorker()
        => WorkerId ?? throw new InvalidOperationException("The caller does not speak for a worker.");
}

public readonly record struct Permissions(
    OrganizationId OrganizationId, Role Role, WorkerId? WorkerId, ProjectId? ProjectId);
