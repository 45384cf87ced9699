using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Security;

/// <summary>Who asks: the organization bounds everything that is read or changed in its name.</summary>
/// <param name="WorkerId">Whom the caller judges as; null for an administrator.</param>
public sealed record Caller(OrganizationId OrganizationId, Role Role, WorkerId? WorkerId)
{
    /// <exception cref="InvalidOperationException">The caller judges as nobody; a rule let the wrong role
    /// in.</exception>
    public WorkerId RequireWorker()
        => WorkerId ?? throw new InvalidOperationException("The caller does not speak for a worker.");
}
