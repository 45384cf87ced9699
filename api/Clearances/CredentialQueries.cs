using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Clearances;

public sealed class CredentialQueries
{
    /// <summary>What a worker holds: skills, languages, clearances ...</summary>
    /// <param name="workerId">Whose.</param>
    /// <param name="type">Of this sort alone; left out: of all.</param>
    /// <param name="withHistory">Whether what was revoked or replaced is told too.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkerCredentialType>> WorkerCredentials(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string workerId,
        CancellationToken cancellationToken,
        CredentialType? type = null,
        bool withHistory = false,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var worker = GlobalId.Parse<WorkerId>(workerId) ?? new(0);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await PageAsync(
            Of(db, caller, type, withHistory).Where(held => held.WorkerId == worker), page, cancellationToken);
    }

    /// <summary>Who holds something: the members of a team, everybody with a clearance ...</summary>
    /// <param name="type">What sort of thing.</param>
    /// <param name="key">Which one.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkerCredentialType>> CredentialHolders(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CredentialType type,
        string key,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await PageAsync(
            Of(db, caller, type, withHistory: false).Where(held => held.Key == key), page, cancellationToken);
    }

    internal static IQueryable<WorkerCredential> Of(
        ActiveLabelDb db, Caller caller, CredentialType? type, bool withHistory)
    {
        var all = db.WorkerCredentials.AsNoTracking().Where(held => held.OrganizationId == caller.OrganizationId);
        if (type is { } only)
            all = all.Where(held => held.Type == only);
        return withHistory ? all : all.Where(held => held.RevokedAt == null);
    }

    internal static Task<Connection<WorkerCredentialType>> PageAsync(
        IQueryable<WorkerCredential> rows, PageRequest page, CancellationToken cancellationToken)
        => page.ReadAsync(rows, held => held.Id, held => new WorkerCredentialType(held), cancellationToken);
}
