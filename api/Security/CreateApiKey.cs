using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <param name="WorkerId">Needed for a worker's key, and for no other.</param>
/// <param name="ProjectId">The only project the key opens; null for all.</param>
/// <param name="ExpiresAt">Null for never.</param>
public sealed record NewApiKey(
    string Name,
    Role Role,
    WorkerId? WorkerId = null,
    ProjectId? ProjectId = null,
    bool IsReadOnly = false,
    DateTimeOffset? ExpiresAt = null);

/// <summary>What became of a request for a key.</summary>
public abstract record CreateApiKeyResult
{
    /// <param name="Secret">Said this once; null when an earlier request with the same key made it.</param>
    public sealed record Created(ApiKey Key, string? Secret) : CreateApiKeyResult;

    public sealed record Invalid(string Problem) : CreateApiKeyResult, IRefusal;

    /// <summary>The worker or the project is none of the organization's.</summary>
    public sealed record NotFound(string What) : CreateApiKeyResult, IRefusal;

    /// <summary>The idempotency key was used for another key.</summary>
    public sealed record IdempotencyConflict : CreateApiKeyResult, IRefusal;
}

/// <summary>Makes a key and says it this once.</summary>
public sealed class CreateApiKey(Writing writing, TimeProvider time)
{
    /// <returns>The secret of a key that opens everything in the organization.</returns>
    public Task<string> ForAdministratorAsync(OrganizationId organization, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(organization),
            async (db, token) =>
            {
                var (_, secret) = Add(db, organization, new("administrator", Role.Administrator), time.GetUtcNow());
                await db.SaveChangesAsync(token);
                return secret;
            },
            cancellationToken);

    public Task<CreateApiKeyResult> ExecuteAsync(
        Tenancy tenancy, NewApiKey wanted, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return (Validate(wanted) ?? Idempotency.Validate(idempotencyKey)) is { } problem
            ? Task.FromResult<CreateApiKeyResult>(new CreateApiKeyResult.Invalid(problem))
            : writing.ExecuteAsync(
                tenancy,
                (db, token) => CreateAsync(db, tenancy.OrganizationId, wanted, idempotencyKey, token),
                cancellationToken);
    }

    /// <summary>Adds the key to the context; the caller saves.</summary>
    internal static (ApiKey Key, string Secret) Add(
        ActiveLabelDb db, OrganizationId organization, NewApiKey wanted, DateTimeOffset now)
    {
        var secret = ApiKeySecret.Create();
        var key = new ApiKey
        {
            OrganizationId = organization,
            Name = wanted.Name,
            Role = wanted.Role,
            WorkerId = wanted.WorkerId,
            ProjectId = wanted.ProjectId,
            IsReadOnly = wanted.IsReadOnly,
            Hash = ApiKeySecret.HashOf(secret),
            CreatedAt = now,
            ExpiresAt = wanted.ExpiresAt,
        };
        db.ApiKeys.Add(key);
        return (key, secret);
    }

    private async Task<CreateApiKeyResult> CreateAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        NewApiKey wanted,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        var once = new Idempotency(organization, "createApiKey", idempotencyKey);
        var hash = Idempotency.HashOf(wanted);
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new CreateApiKeyResult.Created(
                    await db.ApiKeys.AsNoTracking().SingleAsync(
                        key => key.Id == new ApiKeyId(earlier.ResultId), cancellationToken),
                    Secret: null)
                : new CreateApiKeyResult.IdempotencyConflict();
        if (await MissingAsync(db, wanted.WorkerId, wanted.ProjectId, cancellationToken) is { } missing)
            return new CreateApiKeyResult.NotFound(missing);
        var now = time.GetUtcNow();
        if (wanted.ExpiresAt <= now)
            return new CreateApiKeyResult.Invalid("'expiresAt' has passed; choose a time to come.");
        var (key, secret) = Add(db, organization, wanted, now);
        await db.SaveChangesAsync(cancellationToken);
        once.Remember(db, hash, key.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        return new CreateApiKeyResult.Created(key, secret);
    }

    /// <returns>What of the two there is not, in a word.</returns>
    internal static async Task<string?> MissingAsync(
        ActiveLabelDb db, WorkerId? worker, ProjectId? project, CancellationToken cancellationToken)
    {
        if (worker is { } w && !await db.Workers.AnyAsync(known => known.Id == w, cancellationToken))
            return "worker";
        return project is { } p && !await db.Projects.AnyAsync(known => known.Id == p, cancellationToken)
            ? "project"
            : null;
    }

    private static string? Validate(NewApiKey wanted)
        => string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > ApiKey.NameLengthMax
            ? $"A key's name has 1 to {ApiKey.NameLengthMax} characters."
            : ProblemOf(wanted.Role, wanted.WorkerId);

    /// <returns>What is wrong with a role and whom it judges as, or null.</returns>
    internal static string? ProblemOf(Role role, WorkerId? worker) => (role == Role.Worker) == worker is not null
        ? null
        : "Name a worker for the role WORKER, and for no other role.";
}
