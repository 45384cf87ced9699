using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Operations;

public readonly record struct OperationId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(OperationId left, OperationId right) => left.Value > right.Value;

    public static bool operator <(OperationId left, OperationId right) => left.Value < right.Value;
}

/// <summary>How far an operation is.</summary>
public enum OperationState
{
    /// <summary>It waits for its turn.</summary>
    Pending = 0,

    /// <summary>It runs.</summary>
    Running = 1,

    /// <summary>It has done what it should.</summary>
    Succeeded = 2,

    /// <summary>It could not; its error says why.</summary>
    Failed = 3,

    /// <summary>Somebody stopped it.</summary>
    Cancelled = 4,
}

/// <summary>The work a project gets on a schedule or when somebody asks for it.</summary>
public enum Job
{
    /// <summary>Estimates how far each worker can be relied on, and every consensus anew.</summary>
    EstimateReliability = 0,

    /// <summary>Trains a model on what the judgements say; it serves unless it is worse on the control arm.</summary>
    Retrain = 1,

    /// <summary>Orders the queue by what a judgement would teach the serving model.</summary>
    Rerank = 2,

    /// <summary>Estimates how much is still needed.</summary>
    EstimateSizing = 3,

    /// <summary>Adds a point to the curves of confidence and volume.</summary>
    SnapshotMetrics = 4,

    /// <summary>Gives back the tasks of expired leases.</summary>
    ReclaimLeases = 5,

    /// <summary>Looks for misconduct in what the workers of a project answered.</summary>
    InspectWorkers = 6,

    /// <summary>Derives again what rests on judgements that are set aside, or count again.</summary>
    ApplyQuarantines = 7,

    /// <summary>Retires gold that measures nothing, and makes gold of what is beyond doubt.</summary>
    MaintainGold = 8,

    /// <summary>Measures how far workers are of one mind.</summary>
    MeasureAgreement = 9,

    /// <summary>Measures whether posteriors keep what they promise.</summary>
    MeasureCalibration = 10,

    /// <summary>Suspects wrong labels by what a model predicted that had not seen them.</summary>
    FindLabelErrors = 11,

    /// <summary>Adds what happened to the metrics by hour, day, week and month.</summary>
    RollUpMetrics = 12,

    /// <summary>Foretells when the work will be done and what it will cost.</summary>
    Forecast = 13,

    /// <summary>Audits the project for bias.</summary>
    AuditBias = 14,

    /// <summary>Looks for steps of the workflow that change little for what they cost.</summary>
    SuggestWorkflow = 15,

    /// <summary>Measures models on the control arm; a candidate that is not worse serves.</summary>
    MeasureModels = 19,

    /// <summary>Sends the items of a filter to a step.</summary>
    RequeueItems = 20,

    /// <summary>Moves the items in flight to the version of the workflow that came into force.</summary>
    MigrateItems = 21,

    /// <summary>Leads the items through a draft of the workflow by what is on record of them.</summary>
    SimulateWorkflow = 22,
}

/// <summary>One run of a job, from the request to its result.</summary>
public sealed class Operation
{
    public const int ErrorLengthMax = 1_000;

    public OperationId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required Job Job { get; init; }
    public OperationState State { get; set; }

    /// <summary>0 to 1.</summary>
    public double Progress { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last began to run; null before.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>What went wrong and what to do, or null.</summary>
    public string? Error { get; set; }

    /// <summary>What the job was told, as JSON; null where there is nothing to tell.</summary>
    public string? Input { get; init; }

    /// <summary>A JSON object, or null while there is none.</summary>
    public string? Result { get; set; }

    /// <summary>SHA-256 over what the result rests on; null where the job does not tell.</summary>
    public string? InputsHash { get; set; }
}

/// <summary>A result that says what it rests on: equal inputs have equal hashes.</summary>
public interface IHashedInputs
{
    /// <summary>SHA-256, as lower hexadecimal digits.</summary>
    string InputsHash { get; }
}

public sealed class OperationMapping : IEntityTypeConfiguration<Operation>
{
    public void Configure(EntityTypeBuilder<Operation> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Operations");
        builder.Property(operation => operation.Id).ValueGeneratedOnAdd();
        builder.Property(operation => operation.Error).HasMaxLength(Operation.ErrorLengthMax);
        builder.Property(operation => operation.InputsHash).HasMaxLength(64);
        builder.PointsAt<Project>("ProjectId");
        builder.HasIndex(operation => new { operation.ProjectId, operation.Id });
        builder.HasIndex(operation => new { operation.ProjectId, operation.Job, operation.Id });
        builder.HasIndex(operation => new { operation.ProjectId, operation.State, operation.Id });
        // A job of a project is not started twice: whoever asks again gets the one that waits or runs.
        builder.HasIndex(operation => new { operation.ProjectId, operation.Job })
            .HasDatabaseName("IX_Operations_Unfinished").IsUnique().HasFilter("\"State\" <= 1");
    }
}
