using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Connectors;

/// <summary>An outside crowd that does tasks of a project.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Leads)]
public sealed class ConnectorType(CrowdConnector connector) : INode
{
    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(connector.Id);

    /// <summary>What people call it.</summary>
    public string Name => connector.Name;

    /// <summary>The key of the crowd its workers belong to.</summary>
    public string Crowd => connector.Crowd;

    /// <summary>Where it is told what happens.</summary>
    public string Url => connector.Url;

    /// <summary>Whether it is told.</summary>
    public ConnectorState State => connector.State;

    /// <summary>The project's events up to this cursor were put into deliveries.</summary>
    public string Cursor => Graph.Cursor.Of(connector.Sequence);

    public DateTimeOffset CreatedAt => connector.CreatedAt;

    internal static async Task<IReadOnlyDictionary<ConnectorId, CrowdConnector>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ConnectorId> ids,
        CancellationToken cancellationToken)
        => await db.CrowdConnectors.AsNoTracking()
            .Where(known => known.OrganizationId == organization && ids.Contains(known.Id))
            .ToDictionaryAsync(known => known.Id, cancellationToken);
}

/// <summary>Some events as they were sent to a connector.</summary>
[Allow(Audience.Leads)]
public sealed class ConnectorDeliveryType(ConnectorDelivery delivery)
{
    [Id]
    public string Id => GlobalId.Of(delivery.Id);

    /// <summary>How it is going.</summary>
    public DeliveryState State => delivery.State;

    /// <summary>How often it was sent.</summary>
    public int Attempts => delivery.Attempts;

    /// <summary>Status of the last answer; null where there was none.</summary>
    public int? LastStatus => delivery.LastStatus;

    /// <summary>Why there was no answer; null where there was one.</summary>
    public string? LastError => delivery.LastError;

    /// <summary>When it is sent again, where it is.</summary>
    public DateTimeOffset NextAttemptAt => delivery.NextAttemptAt;

    public DateTimeOffset CreatedAt => delivery.CreatedAt;

    /// <summary>When it was taken; null before.</summary>
    public DateTimeOffset? DeliveredAt => delivery.DeliveredAt;

    /// <summary>Events after this cursor ...</summary>
    public string AfterCursor => Cursor.Of(delivery.AfterSequence);

    /// <summary>... up to this one are in it.</summary>
    public string LastCursor => Cursor.Of(delivery.LastSequence);
}

public sealed class ConnectorQueries
{
    /// <summary>The outside crowds that do tasks of a project.</summary>
    [Allow(Audience.Leads)]
    public static async Task<Connection<ConnectorType>> Connectors(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.CrowdConnectors.AsNoTracking().Where(known => known.ProjectId == project.Id),
            known => known.Id,
            known => new ConnectorType(known),
            cancellationToken);
    }

    /// <summary>What was sent to an outside crowd, in its order.</summary>
    /// <param name="connectorId">Which.</param>
    [Allow(Audience.Leads)]
    public static async Task<Connection<ConnectorDeliveryType>> ConnectorDeliveries(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string connectorId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var id = GlobalId.Parse<ConnectorId>(connectorId) ?? new(0);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.ConnectorDeliveries.AsNoTracking().Where(delivery => delivery.OrganizationId == caller.OrganizationId
                && db.CrowdConnectors.Any(known => known.Id == id && known.Id == delivery.ConnectorId)),
            delivery => delivery.Id,
            delivery => new ConnectorDeliveryType(delivery),
            cancellationToken);
    }
}
