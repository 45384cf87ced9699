using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Crowds;

/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again.</param>
public sealed record NewCrowd(string Key, string Title, CrowdKind Kind, string IdempotencyKey);

/// <summary>What became of a request for a crowd.</summary>
public abstract record CreateCrowdResult
{
    /// <summary>Made now, or by an earlier request with the same key.</summary>
    public sealed record Created(Crowd Crowd) : CreateCrowdResult;

    public sealed record Invalid(string Problem) : CreateCrowdResult, IRefusal;

    public sealed record KeyTaken(string Key) : CreateCrowdResult, IRefusal;

    /// <summary>The idempotency key was used for another crowd; use a new key.</summary>
    public sealed record IdempotencyConflict : CreateCrowdResult, IRefusal;
}

/// <summary>Makes a crowd that workers can come from.</summary>
public sealed class CreateCrowd(Writing writing, TimeProvider time)
{
    public Task<CreateCrowdResult> ExecuteAsync(
        OrganizationId organization, NewCrowd wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return Validate(wanted) is { } problem
            ? Task.FromResult<CreateCrowdResult>(new CreateCrowdResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(organization), (db, token) => CreateAsync(db, organization, wanted, token), cancellationToken);
    }

    private async Task<CreateCrowdResult> CreateAsync(
        ActiveLabelDb db, OrganizationId organization, NewCrowd wanted, CancellationToken cancellationToken)
    {
        var once = new Idempotency(organization, "createCrowd", wanted.IdempotencyKey);
        var hash = Idempotency.HashOf(wanted);
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new CreateCrowdResult.Created(await db.Crowds.AsNoTracking().SingleAsync(
                    known => known.Id == new CrowdId(earlier.ResultId), cancellationToken))
                : new CreateCrowdResult.IdempotencyConflict();
        var now = time.GetUtcNow();
        // The key of a kind is that kind's own crowd, whoever names it first.
        if (await FindCrowd.IsThereAsync(db, organization, wanted.Key, now, cancellationToken))
            return new CreateCrowdResult.KeyTaken(wanted.Key);
        var crowd = new Crowd
        {
            OrganizationId = organization,
            Key = wanted.Key,
            Title = wanted.Title,
            Kind = wanted.Kind,
            CreatedAt = now,
        };
        db.Crowds.Add(crowd);
        await db.SaveChangesAsync(cancellationToken);
        once.Remember(db, hash, crowd.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        return new CreateCrowdResult.Created(crowd);
    }

    private static string? Validate(NewCrowd wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Key) || wanted.Key.Length > Crowd.KeyLengthMax)
            return $"A crowd's key has 1 to {Crowd.KeyLengthMax} characters.";
        return string.IsNullOrWhiteSpace(wanted.Title) || wanted.Title.Length > Crowd.TitleLengthMax
            ? $"A crowd's title has 1 to {Crowd.TitleLengthMax} characters."
            : Idempotency.Validate(wanted.IdempotencyKey);
    }
}
