using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ActiveLabel.Api.Storage;

/// <summary>
/// An instant as microseconds since 1970 in UTC. The three databases keep different digits of their own time types and
/// compare them differently; a bigint is the same everywhere, in hand-written statements too.
/// </summary>
public sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
    instant => ToMicroseconds(instant), microseconds => FromMicroseconds(microseconds))
{
    public static long ToMicroseconds(DateTimeOffset instant)
        => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds)
        => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}

public sealed class OrganizationIdConverter()
    : ValueConverter<OrganizationId, long>(id => id.Value, value => new OrganizationId(value));

public sealed class ProjectIdConverter()
    : ValueConverter<ProjectId, long>(id => id.Value, value => new ProjectId(value));

public sealed class ItemIdConverter() : ValueConverter<ItemId, long>(id => id.Value, value => new ItemId(value));

public sealed class TaskIdConverter() : ValueConverter<TaskId, long>(id => id.Value, value => new TaskId(value));

public sealed class WorkerIdConverter() : ValueConverter<WorkerId, long>(id => id.Value, value => new WorkerId(value));

public sealed class CrowdIdConverter() : ValueConverter<CrowdId, long>(id => id.Value, value => new CrowdId(value));

public sealed class WorkerCredentialIdConverter()
    : ValueConverter<WorkerCredentialId, long>(id => id.Value, value => new WorkerCredentialId(value));

public sealed class WorkerConflictIdConverter()
    : ValueConverter<WorkerConflictId, long>(id => id.Value, value => new WorkerConflictId(value));

public sealed class QualificationIdConverter()
    : ValueConverter<QualificationId, long>(id => id.Value, value => new QualificationId(value));

public sealed class AttemptIdConverter()
    : ValueConverter<AttemptId, long>(id => id.Value, value => new AttemptId(value));

public sealed class InvitationIdConverter()
    : ValueConverter<InvitationId, long>(id => id.Value, value => new InvitationId(value));

public sealed class ConnectorIdConverter()
    : ValueConverter<ConnectorId, long>(id => id.Value, value => new ConnectorId(value));

public sealed class DeliveryIdConverter()
    : ValueConverter<DeliveryId, long>(id => id.Value, value => new DeliveryId(value));

public sealed class AccessZoneIdConverter()
    : ValueConverter<AccessZoneId, long>(id => id.Value, value => new AccessZoneId(value));

public sealed class JudgementIdConverter()
    : ValueConverter<JudgementId, long>(id => id.Value, value => new JudgementId(value));

public sealed class ModelVersionIdConverter()
    : ValueConverter<ModelVersionId, long>(id => id.Value, value => new ModelVersionId(value));

public sealed class WorkflowVersionIdConverter()
    : ValueConverter<WorkflowVersionId, long>(id => id.Value, value => new WorkflowVersionId(value));

public sealed class DecisionIdConverter()
    : ValueConverter<DecisionId, long>(id => id.Value, value => new DecisionId(value));

public sealed class FeedbackIdConverter()
    : ValueConverter<FeedbackId, long>(id => id.Value, value => new FeedbackId(value));

public sealed class ItemExceptionIdConverter()
    : ValueConverter<ItemExceptionId, long>(id => id.Value, value => new ItemExceptionId(value));

public sealed class GoldItemIdConverter()
    : ValueConverter<GoldItemId, long>(id => id.Value, value => new GoldItemId(value));

public sealed class QuarantineIdConverter()
    : ValueConverter<QuarantineId, long>(id => id.Value, value => new QuarantineId(value));

public sealed class SuggestionIdConverter()
    : ValueConverter<SuggestionId, long>(id => id.Value, value => new SuggestionId(value));

public sealed class ForecastIdConverter()
    : ValueConverter<ForecastId, long>(id => id.Value, value => new ForecastId(value));

public sealed class OperationIdConverter()
    : ValueConverter<OperationId, long>(id => id.Value, value => new OperationId(value));

public sealed class ApiKeyIdConverter() : ValueConverter<ApiKeyId, long>(id => id.Value, value => new ApiKeyId(value));

public sealed class MemberIdConverter() : ValueConverter<MemberId, long>(id => id.Value, value => new MemberId(value));

/// <summary>Rows of numbers are kept as their bytes, little-endian.</summary>
public static class BlobColumn
{
    public static PropertyBuilder<T[]> IsBlob<T>(this PropertyBuilder<T[]> property)
        where T : unmanaged
        => property.HasConversion(
            values => BytesOf(values),
            bytes => ValuesOf<T>(bytes),
            new ValueComparer<T[]>(
                (left, right) => left == right || (left != null && right != null && left.SequenceEqual(right)),
                values => values.Length,
                values => values));

    /// <summary>A value of a fixed size that may be absent, as its bytes.</summary>
    public static PropertyBuilder<T?> IsBlob<T>(this PropertyBuilder<T?> property)
        where T : unmanaged
        => property.HasConversion(
            value => value == null ? null : BytesOf(new[] { value.Value }),
            bytes => bytes == null ? null : ValuesOf<T>(bytes)[0]);

    /// <summary>Values as their column holds them, for hand-written statements.</summary>
    internal static byte[] BytesOf<T>(T[] values)
        where T : unmanaged
        => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    /// <param name="column">What such a column gave to a hand-written statement.</param>
    internal static T[] Read<T>(object column)
        where T : unmanaged
        => ValuesOf<T>((byte[])column);

    private static T[] ValuesOf<T>(byte[] bytes)
        where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(bytes).ToArray();
}

/// <summary>Values that are read and written whole are kept as JSON text.</summary>
public static class JsonColumn
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property)
        where T : class?
        => property.HasConversion(
            value => JsonSerializer.Serialize(value, Options),
            json => JsonSerializer.Deserialize<T>(json, Options)!,
            new ValueComparer<T>(
                (left, right) => Text(left) == Text(right), value => Text(value).GetHashCode(), value => value));

    /// <summary>A value as its column holds it, for hand-written statements.</summary>
    internal static string Text<T>(T? value) => JsonSerializer.Serialize(value, Options);

    /// <summary>What a column's text means, for hand-written statements.</summary>
    internal static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;
}
