using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Audit;

/// <summary>Adds entries to an organization's chain, and recomputes their hashes.</summary>
public static class AuditChain
{
    /// <summary>What the first entry holds as the hash of the one before it.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <summary>
    /// Adds an entry: the last step of a transaction, for the end of the chain stays locked until the commit.
    /// </summary>
    internal static async Task AppendAsync(
        ActiveLabelDb db,
        AuditedAction action,
        AuditOutcome outcome,
        string errors,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var heads = db.AuditHeads.Where(head => head.OrganizationId == action.Organization);
        var moved = await heads.ExecuteUpdateAsync(
            set => set.SetProperty(head => head.Sequence, head => head.Sequence + 1), cancellationToken);
        // Two that begin a chain at once: one of them fails on the key, and finds it on its second look.
        var head = moved == 1
            ? await heads.AsNoTracking().SingleAsync(cancellationToken)
            : new() { OrganizationId = action.Organization, Sequence = 1, Hash = Genesis };
        var entry = action.ToEntry(head.Sequence, head.Hash, outcome, errors, now);
        db.AuditEntries.Add(entry);
        if (moved == 0)
            db.AuditHeads.Add(new() { OrganizationId = action.Organization, Sequence = 1, Hash = entry.Hash });
        else
            await heads.ExecuteUpdateAsync(set => set.SetProperty(known => known.Hash, entry.Hash), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// SHA-256 over every column but the hash itself, in their order; a text is preceded by its length in UTF-8, so
    /// that no two entries are written alike.
    /// </summary>
    public static string HashOf(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, entry.OrganizationId.Value);
        Append(hash, entry.Sequence);
        Append(hash, InstantConverter.ToMicroseconds(entry.At));
        Append(hash, entry.Actor);
        Append(hash, entry.Role);
        Append(hash, entry.Action);
        Append(hash, entry.Targets);
        Append(hash, entry.InputHash);
        Append(hash, (long)entry.Outcome);
        Append(hash, entry.Errors);
        Append(hash, entry.RemoteAddress);
        Append(hash, entry.UserAgent);
        Append(hash, entry.TraceId);
        Append(hash, entry.PreviousHash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.LongLength);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
