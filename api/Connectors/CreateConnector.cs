using System.Buffers.Text;
using System.Security.Cryptography;
using ActiveLabel.Api.Crowds;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Connectors;

/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again.</param>
public sealed record NewConnector(string Name, string Crowd, string Url, string IdempotencyKey);

/// <summary>What became of a request for a connector.</summary>
public abstract record CreateConnectorResult
{
    /// <param name="Secret">Said this once; null when an earlier request with the same key made it.</param>
    public sealed record Created(CrowdConnector Connector, string? Secret) : CreateConnectorResult;

    public sealed record Invalid(string Problem) : CreateConnectorResult, IRefusal;

    /// <summary>The idempotency key was used for another connector; use a new key.</summary>
    public sealed record IdempotencyConflict : CreateConnectorResult, IRefusal;
}

/// <summary>Attaches an outside crowd to a project, and starts it again from a place of its events.</summary>
public sealed class CreateConnector(Writing writing, OutboundClient client, TimeProvider time)
{
    private const string SecretPrefix = "alw_";
    private const int SecretBytes = 32;

    public Task<CreateConnectorResult> ExecuteAsync(
        Project project, NewConnector wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(wanted);
        return Validate(wanted) is { } problem
            ? Task.FromResult<CreateConnectorResult>(new CreateConnectorResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(project.OrganizationId), (db, token) => CreateAsync(db, project, wanted, token), cancellationToken);
    }

    /// <summary>Everything after a place is told again; a connector that was stopped is told again at all.</summary>
    /// <returns>The connector; null when there is none of that id.</returns>
    public Task<CrowdConnector?> ReplayAsync(
        Tenancy tenancy, ConnectorId id, long afterSequence, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                if (await db.CrowdConnectors.SingleOrDefaultAsync(known => known.Id == id, token) is not { } connector)
                    return null;
                var pending = await db.ConnectorDeliveries.SingleOrDefaultAsync(
                    delivery => delivery.ConnectorId == id && delivery.State == DeliveryState.Pending, token);
                pending?.State = DeliveryState.Dropped;
                var end = await db.Events.Where(happened => happened.ProjectId == connector.ProjectId)
                    .MaxAsync(happened => (long?)happened.Sequence, token) ?? 0;
                (connector.Sequence, connector.State) = (Math.Min(afterSequence, end), ConnectorState.Active);
                await db.SaveChangesAsync(token);
                return connector;
            },
            cancellationToken);

    /// <returns>The connector, told nothing until a replay; null when there is none of that id.</returns>
    public Task<CrowdConnector?> PauseAsync(Tenancy tenancy, ConnectorId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                var connector = await db.CrowdConnectors.SingleOrDefaultAsync(known => known.Id == id, token);
                connector?.State = ConnectorState.Paused;
                await db.SaveChangesAsync(token);
                return connector;
            },
            cancellationToken);

    private async Task<CreateConnectorResult> CreateAsync(
        ActiveLabelDb db, Project project, NewConnector wanted, CancellationToken cancellationToken)
    {
        var once = new Idempotency(project.OrganizationId, "createConnector", wanted.IdempotencyKey);
        var hash = Idempotency.HashOf((project.Id.Value, wanted).ToString());
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new CreateConnectorResult.Created(
                    await db.CrowdConnectors.AsNoTracking().SingleAsync(
                        known => known.Id == new ConnectorId(earlier.ResultId), cancellationToken),
                    Secret: null)
                : new CreateConnectorResult.IdempotencyConflict();
        var now = time.GetUtcNow();
        if (!await FindCrowd.IsThereAsync(db, project.OrganizationId, wanted.Crowd, now, cancellationToken))
            return new CreateConnectorResult.Invalid($"There is no crowd '{wanted.Crowd}'; create it first.");
        var connector = new CrowdConnector
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Crowd = wanted.Crowd,
            Name = wanted.Name,
            Url = wanted.Url,
            Secret = SecretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)),
            CreatedAt = now,
        };
        db.CrowdConnectors.Add(connector);
        await db.SaveChangesAsync(cancellationToken);
        once.Remember(db, hash, connector.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        return new CreateConnectorResult.Created(connector, connector.Secret);
    }

    private string? Validate(NewConnector wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > CrowdConnector.NameLengthMax)
            return $"A connector's name has 1 to {CrowdConnector.NameLengthMax} characters.";
        if (wanted.Url.Length > CrowdConnector.UrlLengthMax)
            return $"A URL has at most {CrowdConnector.UrlLengthMax} characters.";
        return client.Validate(wanted.Url) ?? Idempotency.Validate(wanted.IdempotencyKey);
    }
}
