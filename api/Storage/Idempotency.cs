using System.Security.Cryptography;
using System.Text.Json;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Storage;

/// <summary>One key, one effect: remembers, in the same transaction, what a request made.</summary>
/// <param name="Operation">The mutation, as the schema names it.</param>
/// <param name="Key">Chosen by the client.</param>
public sealed record Idempotency(OrganizationId Organization, string Operation, string Key)
{
    private const int ForgottenMax = 500;
    private static readonly JsonSerializerOptions HashedAs = new(JsonSerializerDefaults.Web);

    /// <returns>What is wrong with the key and what to do, or null.</returns>
    public static string? Validate(string key)
        => string.IsNullOrWhiteSpace(key) || key.Length > IdempotencyRecord.KeyLengthMax
            ? $"The idempotency key must have 1 to {IdempotencyRecord.KeyLengthMax} characters."
            : null;

    public static string HashOf<T>(T request)
        => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, HashedAs)));

    public Task<IdempotencyRecord?> FindAsync(ActiveLabelDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.IdempotencyRecords.AsNoTracking().SingleOrDefaultAsync(
            record => record.OrganizationId == Organization && record.Operation == Operation && record.Key == Key,
            cancellationToken);
    }

    /// <summary>Forgets keys that are too old, a bounded number at a time.</summary>
    /// <returns>How many; when it is as many as can be, there may be more.</returns>
    public static async Task<int> ForgetAsync(
        ActiveLabelDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var before = now - IdempotencyRecord.Lifetime;
        var old = await db.IdempotencyRecords.Where(record => record.At < before)
            .OrderBy(record => record.At).Take(ForgottenMax).ToListAsync(cancellationToken);
        db.IdempotencyRecords.RemoveRange(old);
        await db.SaveChangesAsync(cancellationToken);
        return old.Count;
    }

    /// <summary>Adds the record to the context; the caller saves.</summary>
    /// <param name="result">What was made, as JSON, where an id does not say it.</param>
    public void Remember(
        ActiveLabelDb db, string requestHash, long resultId, DateTimeOffset now, string? result = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.IdempotencyRecords.Add(new()
        {
            OrganizationId = Organization,
            Operation = Operation,
            Key = Key,
            RequestHash = requestHash,
            ResultId = resultId,
            Result = result,
            At = now,
        });
    }
}
