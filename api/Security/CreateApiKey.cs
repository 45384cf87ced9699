using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Security;

/// <summary>Makes a key and says it this once.</summary>
public sealed class CreateApiKey(Writing writing, TimeProvider time)
{
    /// <returns>The secret.</returns>
    public Task<string> ForAdministratorAsync(OrganizationId organization, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            async (db, token) =>
            {
                var secret = Add(db, organization, Role.Administrator, worker: null, time.GetUtcNow());
                await db.SaveChangesAsync(token);
                return secret;
            },
            cancellationToken);

    /// <summary>Adds the key to the context; the caller saves.</summary>
    /// <returns>The secret.</returns>
    internal static string Add(
        ActiveLabelDb db, OrganizationId organization, Role role, WorkerId? worker, DateTimeOffset now)
    {
        var secret = ApiKeySecret.Create();
        db.ApiKeys.Add(new()
        {
            OrganizationId = organization,
            Role = role,
            WorkerId = worker,
            Hash = ApiKeySecret.HashOf(secret),
            CreatedAt = now,
        });
        return secret;
    }
}
