using System.Diagnostics;
using System.Globalization;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Onboarding;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Connectors;

/// <summary>Makes a worker of somebody in an outside crowd, once for each external id.</summary>
public sealed class RegisterCrowdWorker(Writing writing, TimeProvider time)
{
    public const int ExternalIdLengthMax = 100;

    /// <returns>
    /// The worker, and a key that is said this once; asked for the same external id again, the earlier keys end.
    /// </returns>
    public Task<(WorkerId Worker, string ApiKey)> ExecuteAsync(
        CrowdConnector connector, string externalId, Origin origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connector);
        return writing.ExecuteAsync(
            new(connector.OrganizationId),
            (db, token) => RegisterAsync(db, connector, externalId, origin, token),
            cancellationToken);
    }

    private async Task<(WorkerId, string)> RegisterAsync(
        ActiveLabelDb db,
        CrowdConnector connector,
        string externalId,
        Origin origin,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Two connectors may know different people by the same name.
        var name = string.Create(CultureInfo.InvariantCulture, $"connector:{connector.Id.Value}/{externalId}");
        var worker = await db.Workers.SingleOrDefaultAsync(
            known => known.OrganizationId == connector.OrganizationId && known.Name == name, cancellationToken);
        if (worker is null)
        {
            worker = db.Workers.Add(new()
            {
                OrganizationId = connector.OrganizationId,
                Name = name,
                Crowd = connector.Crowd,
                CreatedAt = now,
            }).Entity;
            await db.SaveChangesAsync(cancellationToken);
            // Whoever leads the project may end the membership; registering again does not begin it anew.
            await AdvanceOnboarding.LetInAsync(
                db, connector.OrganizationId, connector.ProjectId, worker.Id, now, cancellationToken);
        }
        await db.ApiKeys.Where(key => key.WorkerId == worker.Id && key.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, now), cancellationToken);
        var (_, secret) = CreateApiKey.Add(
            db, connector.OrganizationId, new("crowd worker", Role.Worker, worker.Id, connector.ProjectId), now);
        await db.SaveChangesAsync(cancellationToken);
        await AuditChain.AppendAsync(
            db,
            new(
                connector.OrganizationId,
                string.Create(CultureInfo.InvariantCulture, $"connector:{connector.Id.Value}"),
                Role.Service.ToString(),
                "registerCrowdWorker",
                $"{GlobalId.Of(connector.Id)} {GlobalId.Of(worker.Id)}",
                Idempotency.HashOf(externalId),
                origin,
                Activity.Current?.TraceId.ToString() ?? ""),
            AuditOutcome.Succeeded,
            errors: "",
            now,
            cancellationToken);
        return (worker.Id, secret);
    }
}
