using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Audit;

/// <summary>That somebody changed something, or tried to.</summary>
[Allow(Audience.Administrators)]
public sealed class AuditEntryType(AuditEntry entry)
{
    /// <summary>Counted from 1 without a gap.</summary>
    public int Sequence => checked((int)entry.Sequence);

    /// <summary>When.</summary>
    public DateTimeOffset At => entry.At;

    /// <summary>Who: a key or a member, such as key:7, or the command line.</summary>
    public string Actor => entry.Actor;

    /// <summary>The role it was done in.</summary>
    public string Role => entry.Role;

    /// <summary>What: the mutation, as the schema names it, or the endpoint.</summary>
    public string Action => entry.Action;

    /// <summary>The ids it named.</summary>
    public IReadOnlyList<string> Targets => entry.Targets.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>SHA-256 of the input; the input itself is not kept.</summary>
    public string InputHash => entry.InputHash;

    /// <summary>What came of it.</summary>
    public AuditOutcome Outcome => entry.Outcome;

    /// <summary>Codes of the errors it was refused with.</summary>
    public IReadOnlyList<string> ErrorCodes => entry.Errors.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>From where: the address of the other side of the connection.</summary>
    public string RemoteAddress => entry.RemoteAddress;

    /// <summary>What the client said it is.</summary>
    public string UserAgent => entry.UserAgent;

    /// <summary>As in the server's log.</summary>
    public string TraceId => entry.TraceId;

    /// <summary>SHA-256 over the entry and the hash of the one before it.</summary>
    public string Hash => entry.Hash;
}

public sealed class AuditQueries
{
    private static readonly NumberKey<AuditEntry, long> Sequence = new("sequence", entry => entry.Sequence);

    /// <summary>Who changed what in the organization, the oldest first unless another order is asked for.</summary>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Administrators)]
    public static async Task<Connection<AuditEntryType>> AuditLog(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        IReadOnlyList<AuditEntrySortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        // A key of one project sees what was done in it nowhere else than there.
        if (caller.ProjectId is not null)
            throw new Transport.RefusalError(
                Transport.RefusalError.Forbidden, "The log is the organization's; your key opens one project.");
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<AuditEntry>(
            db, db.AuditEntries.AsNoTracking().Where(entry => entry.OrganizationId == caller.OrganizationId), Sequence)
            .ReadAsync(page, order, entry => new AuditEntryType(entry), cancellationToken);
    }
}

/// <summary>An order of the audit log.</summary>
/// <param name="Sequence">By the place in the log: the order of what was done.</param>
public sealed record AuditEntrySortInput(SortDirection? Sequence = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("sequence", Sequence)];
}
