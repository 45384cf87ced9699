using System.Globalization;
using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Connectors;

/// <summary>
/// Tells outside crowds what happened, from the project's events by their sequence: in order, at least once, signed,
/// again after a failure, and again from any place for whoever asks for it.
/// </summary>
public sealed class DeliverEvents(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, OutboundClient client, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int PageSize = 500;
    private const int ConnectorsMax = 500;

    /// <summary>Whoever sends has so long; then another may.</summary>
    private static readonly TimeSpan SendingTime = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Sends one delivery to each connector that has one due.</summary>
    /// <returns>How many were sent, taken or not.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var connectors = await db.CrowdConnectors.AsNoTracking()
            .Where(connector => connector.State == ConnectorState.Active)
            .OrderBy(connector => connector.Id).Take(ConnectorsMax).ToListAsync(cancellationToken);
        var sent = 0;
        foreach (var connector in connectors)
            if (await BeginAsync(connector, cancellationToken) is { } delivery)
            {
                await SendAsync(connector, delivery, cancellationToken);
                sent++;
            }
        return sent;
    }

    /// <returns>The delivery that is due, ours to send for a while; null when none is.</returns>
    private Task<ConnectorDelivery?> BeginAsync(CrowdConnector connector, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(connector.OrganizationId),
            async (db, token) =>
            {
                var now = time.GetUtcNow();
                var delivery = await db.ConnectorDeliveries.SingleOrDefaultAsync(
                    known => known.ConnectorId == connector.Id && known.State == DeliveryState.Pending, token)
                    ?? await AddNextAsync(db, connector.Id, now, token);
                if (delivery is null || delivery.NextAttemptAt > now)
                    return null;
                delivery.Attempts++;
                delivery.NextAttemptAt = now + SendingTime;
                await db.SaveChangesAsync(token);
                return delivery;
            },
            cancellationToken);

    private static async Task<ConnectorDelivery?> AddNextAsync(
        ActiveLabelDb db, ConnectorId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connector = await db.CrowdConnectors.SingleAsync(known => known.Id == id, cancellationToken);
        var (after, project) = (connector.Sequence, connector.ProjectId);
        var events = await db.Events.AsNoTracking()
            .Where(happened => happened.ProjectId == project && happened.Sequence > after)
            .OrderBy(happened => happened.Sequence).Take(PageSize).ToListAsync(cancellationToken);
        if (events.Count == 0)
            return null;
        var workers = events.Select(happened => happened.WorkerId).Where(worker => worker is not null).ToList();
        var own = (await db.Workers
            .Where(worker => worker.Crowd == connector.Crowd && workers.Contains(worker.Id))
            .Select(worker => worker.Id).ToListAsync(cancellationToken)).ToHashSet();
        connector.Sequence = events[^1].Sequence;
        var told = ToldEvent.Of(events, own.Contains);
        if (told.Count == 0)
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        var delivery = new ConnectorDelivery
        {
            OrganizationId = connector.OrganizationId,
            ConnectorId = id,
            AfterSequence = after,
            LastSequence = connector.Sequence,
            Body = JsonSerializer.Serialize(
                new { connectorId = GlobalId.Of(id), projectId = GlobalId.Of(project), events = told }, Json),
            NextAttemptAt = now,
            CreatedAt = now,
        };
        db.ConnectorDeliveries.Add(delivery);
        return delivery;
    }

    private async Task SendAsync(
        CrowdConnector connector, ConnectorDelivery delivery, CancellationToken cancellationToken)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var (status, error) = ((int?)null, (string?)null);
        try
        {
            status = (int)await client.PostAsync(
                new(connector.Url),
                delivery.Body,
                [
                    new(RequestSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture)),
                    new(RequestSignature.SignatureHeader, RequestSignature.Sign(
                        connector.Secret, timestamp, delivery.Body)),
                    new(RequestSignature.DeliveryHeader, GlobalId.Of(delivery.Id)),
                ],
                cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            error = exception.InnerException is OutboundRefusedException refused ? refused.Message : exception.Message;
        }
        catch (OutboundRefusedException exception)
        {
            error = exception.Message;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            error = "There was no answer in time.";
        }
        await RecordAsync(connector, delivery, status, error, cancellationToken);
    }

    private Task<bool> RecordAsync(
        CrowdConnector connector,
        ConnectorDelivery sent,
        int? status,
        string? error,
        CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(connector.OrganizationId),
            async (db, token) =>
            {
                var delivery = await db.ConnectorDeliveries.SingleAsync(known => known.Id == sent.Id, token);
                // A replay, or a slower sender, may have had its say meanwhile.
                if (delivery.State != DeliveryState.Pending || delivery.Attempts != sent.Attempts)
                    return false;
                var now = time.GetUtcNow();
                delivery.LastStatus = status;
                delivery.LastError = error?[..Math.Min(error.Length, ConnectorDelivery.ErrorLengthMax)];
                if (status is >= 200 and < 300)
                    (delivery.State, delivery.DeliveredAt) = (DeliveryState.Delivered, now);
                else if (delivery.Attempts >= ConnectorDelivery.AttemptsMax)
                {
                    delivery.State = DeliveryState.Failed;
                    (await db.CrowdConnectors.SingleAsync(known => known.Id == connector.Id, token)).State =
                        ConnectorState.Suspended;
                }
                else
                    delivery.NextAttemptAt = now + ConnectorDelivery.BackOff(delivery.Attempts);
                await db.SaveChangesAsync(token);
                return true;
            },
            cancellationToken);
}
