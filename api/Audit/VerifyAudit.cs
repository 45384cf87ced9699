using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Audit;

/// <param name="Entries">How many fit, from the first on.</param>
/// <param name="BrokenAt">The first sequence that does not fit; null where all do.</param>
/// <param name="Problem">What is wrong there.</param>
public sealed record AuditVerdict(OrganizationId Organization, long Entries, long? BrokenAt, string? Problem);

/// <summary>Recomputes the chain of every organization, in constant memory.</summary>
public sealed class VerifyAudit(IDbContextFactory<ActiveLabelDb> databases)
{
    private const int PageSize = 1_000;

    public async Task<IReadOnlyList<AuditVerdict>> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organizations = await db.Organizations.OrderBy(known => known.Id).Select(known => known.Id)
            .ToListAsync(cancellationToken);
        var verdicts = new List<AuditVerdict>();
        foreach (var organization in organizations)
            verdicts.Add(await VerifyAsync(db, organization, cancellationToken));
        return verdicts;
    }

    private static async Task<AuditVerdict> VerifyAsync(
        ActiveLabelDb db, OrganizationId organization, CancellationToken cancellationToken)
    {
        var (sequence, hash) = (0L, AuditChain.Genesis);
        while (true)
        {
            var page = await db.AuditEntries.AsNoTracking()
                .Where(entry => entry.OrganizationId == organization && entry.Sequence > sequence)
                .OrderBy(entry => entry.Sequence).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var entry in page)
            {
                if (ProblemOf(entry, sequence, hash) is { } problem)
                    return new(organization, sequence, sequence + 1, problem);
                (sequence, hash) = (entry.Sequence, entry.Hash);
            }
            if (page.Count < PageSize)
                break;
        }
        var head = await db.AuditHeads.AsNoTracking()
            .SingleOrDefaultAsync(known => known.OrganizationId == organization, cancellationToken);
        return (head?.Sequence ?? 0) == sequence && (head?.Hash ?? AuditChain.Genesis) == hash
            ? new(organization, sequence, null, null)
            : new(organization, sequence, sequence + 1, $"The chain should end at {head?.Sequence ?? 0}.");
    }

    private static string? ProblemOf(AuditEntry entry, long before, string hashBefore)
    {
        if (entry.Sequence != before + 1)
            return "The entry is missing.";
        if (AuditChain.HashOf(entry) != entry.Hash)
            return "The entry was edited.";
        return entry.PreviousHash == hashBefore ? null : "The entry does not follow the one before it.";
    }
}
