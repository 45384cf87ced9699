using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Audit;

public sealed class AuditQueries
{
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(1);
    private static readonly NumberKey<AuditEntry, long> Sequence = new("sequence", entry => entry.Sequence);

    /// <summary>Who changed what in the organization, the oldest first unless another order is asked for.</summary>
    /// <param name="where">Only entries for which all of it holds.</param>
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
        AuditEntryFilterInput? where = null,
        IReadOnlyList<AuditEntrySortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        // A key of one project sees what was done in it nowhere else than there.
        if (caller.ProjectId is not null)
            throw new RefusalError(
                RefusalError.Forbidden, "The log is the organization's; your key opens one project.");
        if (where is { Actor: not null, Action: not null })
            throw new RefusalError(
                RefusalError.BadUserInput, "'actor' and 'action' cannot filter one list: no index knows both.");
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var entries = db.AuditEntries.AsNoTracking().Where(entry => entry.OrganizationId == caller.OrganizationId);
        if (where?.At is { } time)
            entries = await BetweenAsync(entries, time, cancellationToken);
        return await new ListQuery<AuditEntry>(db, entries, Sequence)
            .Where("actor", where?.Actor?.Read(), entry => entry.Actor)
            .Where("action", where?.Action?.Read(), entry => entry.Action)
            .ReadAsync(page, order, entry => new AuditEntryType(entry), cancellationToken);
    }

    // The index of times says between which places of the log they lie: the walk goes over those alone. Clocks of
    // several servers differ a little, so that an entry may be of an earlier time than the one before it.
    private static async Task<IQueryable<AuditEntry>> BetweenAsync(
        IQueryable<AuditEntry> entries, DateTimeFilterInput time, CancellationToken cancellationToken)
    {
        if ((time.Gte ?? time.Gt) is { } from)
        {
            var early = from - ClockSkewMax;
            var first = await entries.Where(entry => entry.At >= early)
                .OrderBy(entry => entry.At).ThenBy(entry => entry.Sequence)
                .Select(entry => (long?)entry.Sequence).FirstOrDefaultAsync(cancellationToken) ?? long.MaxValue;
            entries = entries.Where(entry => entry.Sequence >= first);
        }
        if ((time.Lte ?? time.Lt) is { } to)
        {
            var late = to + ClockSkewMax;
            var last = await entries.Where(entry => entry.At <= late)
                .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Sequence)
                .Select(entry => (long?)entry.Sequence).FirstOrDefaultAsync(cancellationToken) ?? 0;
            entries = entries.Where(entry => entry.Sequence <= last);
        }
        return Exactly(entries, time);
    }

    private static IQueryable<AuditEntry> Exactly(IQueryable<AuditEntry> entries, DateTimeFilterInput time)
    {
        if (time.Gt is { } after)
            entries = entries.Where(entry => entry.At > after);
        if (time.Gte is { } from)
            entries = entries.Where(entry => entry.At >= from);
        if (time.Lt is { } before)
            entries = entries.Where(entry => entry.At < before);
        return time.Lte is { } to ? entries.Where(entry => entry.At <= to) : entries;
    }
}

/// <summary>Which entries of the audit log: all that is said must hold.</summary>
/// <param name="Actor">By who it was, such as key:7; not together with 'action'.</param>
/// <param name="Action">By what was done: the mutation, as the schema names it.</param>
/// <param name="At">By when it was done.</param>
public sealed record AuditEntryFilterInput(
    KeyFilterInput? Actor = null, KeyFilterInput? Action = null, DateTimeFilterInput? At = null);

/// <summary>An order of the audit log.</summary>
/// <param name="Sequence">By the place in the log: the order of what was done.</param>
public sealed record AuditEntrySortInput(SortDirection? Sequence = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("sequence", Sequence)];
}
