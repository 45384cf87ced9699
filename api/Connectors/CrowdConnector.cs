using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Connectors;

public readonly record struct ConnectorId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ConnectorId left, ConnectorId right) => left.Value > right.Value;

    public static bool operator <(ConnectorId left, ConnectorId right) => left.Value < right.Value;
}

/// <summary>Whether a connector is told what happens.</summary>
public enum ConnectorState
{
    /// <summary>Is told.</summary>
    Active = 0,

    /// <summary>Somebody has stopped it.</summary>
    Paused = 1,

    /// <summary>It did not answer for too long; a replay starts it again.</summary>
    Suspended = 2,
}

/// <summary>An outside crowd that does tasks of a project: it is told by webhook, and works through the API.</summary>
public sealed class CrowdConnector
{
    public const int NameLengthMax = 200;
    public const int UrlLengthMax = 2_000;

    public ConnectorId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>The key of the crowd its workers belong to.</summary>
    public required string Crowd { get; init; }

    public required string Name { get; init; }
    public required string Url { get; init; }

    /// <summary>Signs both ways; unlike a key it cannot be kept as a hash, for the server signs with it too.</summary>
    public required string Secret { get; init; }

    public ConnectorState State { get; set; }

    /// <summary>Sequence of the last event of the project that was put into a delivery.</summary>
    public long Sequence { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

public readonly record struct DeliveryId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(DeliveryId left, DeliveryId right) => left.Value > right.Value;

    public static bool operator <(DeliveryId left, DeliveryId right) => left.Value < right.Value;
}

/// <summary>How a delivery is going.</summary>
public enum DeliveryState
{
    /// <summary>Is sent, or will be again.</summary>
    Pending = 0,

    /// <summary>Was taken.</summary>
    Delivered = 1,

    /// <summary>Was not taken, however often it was sent.</summary>
    Failed = 2,

    /// <summary>A replay has begun before it was taken; what it holds comes again.</summary>
    Dropped = 3,
}

/// <summary>Some events as they are sent to a connector: an entry of the ledger.</summary>
public sealed class ConnectorDelivery
{
    public const int AttemptsMax = 12;
    public const int ErrorLengthMax = 500;

    public DeliveryId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ConnectorId ConnectorId { get; init; }

    /// <summary>Events after this one ...</summary>
    public required long AfterSequence { get; init; }

    /// <summary>... up to this one are in it.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Kept as it is sent: each attempt sends the same.</summary>
    public required string Body { get; init; }

    public DeliveryState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>Status of the last answer; null where there was none.</summary>
    public int? LastStatus { get; set; }

    /// <summary>Why there was no answer; null where there was one.</summary>
    public string? LastError { get; set; }

    public required DateTimeOffset NextAttemptAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was taken; null before.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>5 seconds after the first attempt, then twice as long each time, an hour at the most.</summary>
    public static TimeSpan BackOff(int attempts)
        => TimeSpan.FromSeconds(Math.Min(3_600, 5 * Math.Pow(2, Math.Max(0, attempts - 1))));
}

public sealed class CrowdConnectorMapping : IEntityTypeConfiguration<CrowdConnector>
{
    public void Configure(EntityTypeBuilder<CrowdConnector> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("CrowdConnectors");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(connector => connector.Id).ValueGeneratedOnAdd();
        builder.Property(connector => connector.Crowd).HasMaxLength(Crowd.KeyLengthMax);
        builder.Property(connector => connector.Name).HasMaxLength(CrowdConnector.NameLengthMax);
        builder.Property(connector => connector.Url).HasMaxLength(CrowdConnector.UrlLengthMax);
        builder.Property(connector => connector.Secret).HasMaxLength(100);
        builder.HasIndex(connector => new { connector.ProjectId, connector.Id });
    }
}

public sealed class ConnectorDeliveryMapping : IEntityTypeConfiguration<ConnectorDelivery>
{
    public void Configure(EntityTypeBuilder<ConnectorDelivery> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("ConnectorDeliveries");
        builder.PointsAt<CrowdConnector>("ConnectorId");
        builder.Property(delivery => delivery.Id).ValueGeneratedOnAdd();
        builder.Property(delivery => delivery.LastError).HasMaxLength(ConnectorDelivery.ErrorLengthMax);
        builder.HasIndex(delivery => new { delivery.ConnectorId, delivery.Id });
        // One at a time, in their order: the next is made when the one before it was taken.
        builder.HasIndex(delivery => delivery.ConnectorId).IsUnique()
            .HasFilter("\"State\" = 0").HasDatabaseName("IX_ConnectorDeliveries_Pending");
    }
}
