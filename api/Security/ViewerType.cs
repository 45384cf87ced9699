using ActiveLabel.Api.Clearances;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Qualifications;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>Who asks.</summary>
[Allow(Audience.Everybody)]
public sealed class ViewerType(Caller me, Organization organization, string name)
{
    /// <summary>What the key, or the member, is called.</summary>
    public string Name => name;

    /// <summary>Whether a key or an identity provider opened the door.</summary>
    public CredentialKind Credential => me.Credential.Kind;

    /// <summary>What the viewer may do.</summary>
    public Role Role => me.Role;

    /// <summary>Whether the viewer changes nothing.</summary>
    public bool IsReadOnly => me.IsReadOnly;

    /// <summary>When the key or the token ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt => me.ExpiresAt;

    /// <summary>Whose data the viewer sees.</summary>
    public OrganizationType Organization => new(organization);

    /// <summary>Whom the viewer judges as; null for one who judges nothing.</summary>
    public IDataLoaderResult<WorkerType?>? Worker(Caller caller, [FromServices] Batches batches)
        => me.WorkerId is { } worker
            ? batches.Find(caller, worker, WorkerType.FetchAsync)
                .Then(found => found is null ? null : new WorkerType(found, project: null))
            : null;

    /// <summary>
    /// What was decided about the viewer's own judgements, with the reasons, in the order of the decisions; none for
    /// one who judges nothing.
    /// </summary>
    public async Task<Connection<FeedbackType>> Feedback(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.Feedback.AsNoTracking().Where(feedback => feedback.WorkerId == me.WorkerId),
            feedback => feedback.Id,
            feedback => new FeedbackType(feedback),
            cancellationToken);
    }

    /// <summary>
    /// How the viewer answered what was known beforehand, in projects that tell; none for one who judges nothing.
    /// </summary>
    public async Task<Connection<GoldResultType>> GoldResults(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        return await GoldResultType.PageAsync(db, me, page, cancellationToken);
    }

    /// <summary>The projects the viewer may do tasks of; none for one who judges nothing.</summary>
    public async Task<Connection<MembershipType>> Memberships(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.Memberships.AsNoTracking().Where(membership => membership.WorkerId == me.WorkerId
                && membership.EndedAt == null),
            membership => membership.ProjectId,
            membership => new MembershipType(membership),
            cancellationToken);
    }

    /// <summary>
    /// What the viewer's worker holds now: skills, languages, clearances ...; none for one who judges nothing.
    /// </summary>
    /// <param name="type">Of this sort alone; left out: of all.</param>
    public async Task<Connection<WorkerCredentialType>> Credentials(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        CredentialType? type = null,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        return await CredentialQueries.PageAsync(
            CredentialQueries.Of(db, me, type, withHistory: false).Where(held => held.WorkerId == me.WorkerId),
            page,
            cancellationToken);
    }

    /// <summary>What the viewer's worker has tried to earn, and what is asked of him now.</summary>
    public async Task<Connection<QualificationAttemptType>> QualificationAttempts(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.QualificationAttempts.AsNoTracking().Where(attempt => attempt.WorkerId == me.WorkerId),
            attempt => attempt.Id,
            attempt => new QualificationAttemptType(attempt),
            cancellationToken);
    }

    /// <summary>What the viewer's worker did, by project, day, step and type of question; some seconds late.</summary>
    public async Task<Connection<WorkerDayType>> WorkerDays(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.WorkerDays.AsNoTracking().Where(day => day.WorkerId == me.WorkerId),
            day => day.Id,
            day => new WorkerDayType(day),
            cancellationToken);
    }

    /// <summary>What the viewer's worker has earned where a rate is set, by project and currency.</summary>
    public async Task<Connection<EarningsType>> Earnings(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.WorkerEarnings.AsNoTracking().Where(earnings => earnings.WorkerId == me.WorkerId),
            earnings => earnings.Id,
            earnings => new EarningsType(earnings),
            cancellationToken);
    }

    /// <summary>The leases that the viewer holds now, to go on with after a break.</summary>
    public async Task<Connection<LeaseType>> Leases(
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(me.Tenancy, cancellationToken);
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
        var held =
            from slot in db.Slots.AsNoTracking()
            where slot.WorkerId == me.WorkerId && slot.State == SlotState.Leased && slot.ExpiresAt > now
            join task in db.Tasks on slot.TaskId equals task.Id
            join project in db.Projects on slot.ProjectId equals project.Id
            select new HeldLease { TaskId = slot.TaskId, Slot = slot, Task = task, Project = project };
        return await page.ReadAsync(
            held,
            row => row.TaskId,
            row => new LeaseType(
                new(row.TaskId, row.Task.ItemId, row.Slot.Token, row.Slot.ExpiresAt, row.Slot.HardCapAt),
                row.Project),
            cancellationToken);
    }

    private sealed class HeldLease
    {
        public required TaskId TaskId { get; init; }
        public required Slot Slot { get; init; }
        public required LabelingTask Task { get; init; }
        public required Project Project { get; init; }
    }
}

/// <summary>A tenant: owns projects, workers, keys and members.</summary>
[Allow(Audience.Everybody)]
public sealed class OrganizationType(Organization organization)
{
    /// <summary>What it is called; members of several name it in the header X-Organization.</summary>
    public string Name => organization.Name;

    /// <summary>Since when there is one.</summary>
    public DateTimeOffset CreatedAt => organization.CreatedAt;
}
