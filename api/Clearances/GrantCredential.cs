using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Clearances;

/// <param name="Level">For skills and languages; 0 for the others.</param>
/// <param name="Scope">For clearances; empty where they are not limited.</param>
/// <param name="Grantor">Who says so.</param>
public sealed record NewCredential(
    WorkerId WorkerId,
    CredentialType Type,
    string Key,
    int Level,
    string Scope,
    string Attestation,
    DateTimeOffset? ExpiresAt,
    string Grantor);

/// <summary>What became of a request for a credential.</summary>
public abstract record GrantCredentialResult
{
    /// <summary>Granted now, or by an earlier request with the same key.</summary>
    public sealed record Granted(WorkerCredential Credential) : GrantCredentialResult;

    public sealed record Invalid(string Problem) : GrantCredentialResult, IRefusal;

    public sealed record NoSuchWorker : GrantCredentialResult, IRefusal;

    /// <summary>The key was used for another credential; use a new key.</summary>
    public sealed record IdempotencyConflict : GrantCredentialResult, IRefusal;
}

/// <summary>Grants a worker something, or takes it away; both count from the next claim on.</summary>
public sealed class GrantCredential(Writing writing, TimeProvider time)
{
    public Task<GrantCredentialResult> ExecuteAsync(
        OrganizationId organization, NewCredential wanted, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return (Validate(wanted) ?? Idempotency.Validate(idempotencyKey)) is { } problem
            ? Task.FromResult<GrantCredentialResult>(new GrantCredentialResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(organization),
                (db, token) => GrantAsync(db, organization, wanted, idempotencyKey, token),
                cancellationToken);
    }

    /// <returns>The credential; null when there is none of that id. One that was revoked before stays so.</returns>
    public Task<WorkerCredential?> RevokeAsync(
        OrganizationId organization, WorkerCredentialId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(organization),
            async (db, token) =>
            {
                var credential = await db.WorkerCredentials.SingleOrDefaultAsync(known => known.Id == id, token);
                if (credential is null or { RevokedAt: not null })
                    return credential;
                var now = time.GetUtcNow();
                credential.Revoke(now);
                await db.SaveChangesAsync(token);
                await TellProjects.ApplyAsync(db, organization, credential.WorkerId, now, token);
                return credential;
            },
            cancellationToken);

    /// <summary>Adds a credential in place of one that stands: a part of the transaction that grants it.</summary>
    internal static async Task<WorkerCredential> AddAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        NewCredential wanted,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var standing = await db.WorkerCredentials.SingleOrDefaultAsync(
            held => held.WorkerId == wanted.WorkerId && held.Type == wanted.Type && held.Key == wanted.Key
                && held.Scope == wanted.Scope && held.RevokedAt == null,
            cancellationToken);
        // Saved first: one of its kind stands at a time.
        standing?.Revoke(now);
        await db.SaveChangesAsync(cancellationToken);
        var credential = new WorkerCredential
        {
            OrganizationId = organization,
            WorkerId = wanted.WorkerId,
            Type = wanted.Type,
            Key = wanted.Key,
            Level = wanted.Level,
            Scope = wanted.Scope,
            Attestation = wanted.Attestation,
            Grantor = wanted.Grantor,
            GrantedAt = now,
            ExpiresAt = wanted.ExpiresAt,
        };
        db.WorkerCredentials.Add(credential);
        await db.SaveChangesAsync(cancellationToken);
        return credential;
    }

    private async Task<GrantCredentialResult> GrantAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        NewCredential wanted,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        var once = new Idempotency(organization, "grantCredential", idempotencyKey);
        var hash = Idempotency.HashOf(wanted);
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new GrantCredentialResult.Granted(await db.WorkerCredentials.AsNoTracking().SingleAsync(
                    known => known.Id == new WorkerCredentialId(earlier.ResultId), cancellationToken))
                : new GrantCredentialResult.IdempotencyConflict();
        if (!await db.Workers.AnyAsync(worker => worker.Id == wanted.WorkerId, cancellationToken))
            return new GrantCredentialResult.NoSuchWorker();
        var now = time.GetUtcNow();
        if (wanted.ExpiresAt <= now)
            return new GrantCredentialResult.Invalid("'expiresAt' has passed; choose a time to come.");
        if (await db.WorkerCredentials.CountAsync(
            held => held.WorkerId == wanted.WorkerId && held.RevokedAt == null, cancellationToken)
            >= WorkerCredential.StandingMax)
            return new GrantCredentialResult.Invalid(
                $"The worker holds {WorkerCredential.StandingMax} credentials; revoke one that is not needed.");
        var credential = await AddAsync(db, organization, wanted, now, cancellationToken);
        once.Remember(db, hash, credential.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        await TellProjects.ApplyAsync(db, organization, wanted.WorkerId, now, cancellationToken);
        return new GrantCredentialResult.Granted(credential);
    }

    private static string? Validate(NewCredential wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Key) || wanted.Key.Length > WorkerCredential.KeyLengthMax)
            return $"A credential's key has 1 to {WorkerCredential.KeyLengthMax} characters.";
        if (wanted.Scope.Length > WorkerCredential.ScopeLengthMax)
            return $"A scope has at most {WorkerCredential.ScopeLengthMax} characters.";
        if (wanted.Scope.Length > 0 && wanted.Type != CredentialType.Clearance)
            return "Clearances alone have a scope.";
        if (wanted.Attestation.Length > WorkerCredential.AttestationLengthMax)
            return $"An attestation has at most {WorkerCredential.AttestationLengthMax} characters.";
        return wanted.Type switch
        {
            CredentialType.Skill => wanted.Level is < 1 or > WorkerCredential.SkillLevelMax
                ? $"A skill has a level from 1 to {WorkerCredential.SkillLevelMax}."
                : null,
            CredentialType.Language => Enum.IsDefined((LanguageLevel)wanted.Level)
                ? null
                : "A language has a languageLevel.",
            _ => wanted.Level == 0 ? null : "Skills and languages alone have a level.",
        };
    }
}
