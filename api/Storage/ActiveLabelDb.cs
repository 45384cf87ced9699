using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.LabelErrors;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Qualifications;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace ActiveLabel.Api.Storage;

/// <summary>The recorded facts and what is derived from them: one model for three databases.</summary>
public abstract class ActiveLabelDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>The tenant whose rows alone are read; null for all.</summary>
    public OrganizationId? Organization { get; private set; }

    /// <summary>The project whose rows alone are read; null for all of the tenant.</summary>
    public ProjectId? OnlyProject { get; private set; }

    /// <summary>What the transaction at hand leaves to do.</summary>
    public TransactionNotes Notes { get; } = new();

    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<Member> Members => Set<Member>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ProjectCounters> Counters => Set<ProjectCounters>();
    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();
    public DbSet<Item> Items => Set<Item>();
    public DbSet<ItemContent> ItemContents => Set<ItemContent>();
    public DbSet<LabelingTask> Tasks => Set<LabelingTask>();
    public DbSet<QueueEntry> Queue => Set<QueueEntry>();
    public DbSet<QueueFront> QueueFronts => Set<QueueFront>();
    public DbSet<LaneCursor> LaneCursors => Set<LaneCursor>();
    public DbSet<Slot> Slots => Set<Slot>();
    public DbSet<Skip> Skips => Set<Skip>();
    public DbSet<Judgement> Judgements => Set<Judgement>();
    public DbSet<AgreementMeasurement> AgreementMeasurements => Set<AgreementMeasurement>();
    public DbSet<PosteriorCalibration> PosteriorCalibration => Set<PosteriorCalibration>();
    public DbSet<LabelError> LabelErrors => Set<LabelError>();
    public DbSet<GoldItem> GoldItems => Set<GoldItem>();
    public DbSet<GoldResult> GoldResults => Set<GoldResult>();
    public DbSet<Quarantine> Quarantines => Set<Quarantine>();
    public DbSet<SetAsideJudgement> SetAsideJudgements => Set<SetAsideJudgement>();
    public DbSet<MisconductPolicy> MisconductPolicies => Set<MisconductPolicy>();
    public DbSet<WorkerMisconduct> WorkerMisconduct => Set<WorkerMisconduct>();
    public DbSet<Worker> Workers => Set<Worker>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<ReliabilityEstimate> Reliability => Set<ReliabilityEstimate>();
    public DbSet<Crowd> Crowds => Set<Crowd>();
    public DbSet<WorkerCredential> WorkerCredentials => Set<WorkerCredential>();
    public DbSet<CrowdConnector> CrowdConnectors => Set<CrowdConnector>();
    public DbSet<ConnectorDelivery> ConnectorDeliveries => Set<ConnectorDelivery>();
    public DbSet<WorkerDay> WorkerDays => Set<WorkerDay>();
    public DbSet<WorkerEarnings> WorkerEarnings => Set<WorkerEarnings>();
    public DbSet<PayRate> PayRates => Set<PayRate>();
    public DbSet<PerformanceCursor> PerformanceCursors => Set<PerformanceCursor>();
    public DbSet<Qualification> Qualifications => Set<Qualification>();
    public DbSet<QualificationQuestion> QualificationQuestions => Set<QualificationQuestion>();
    public DbSet<QualificationAttempt> QualificationAttempts => Set<QualificationAttempt>();
    public DbSet<QualificationAnswer> QualificationAnswers => Set<QualificationAnswer>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<WorkerConflict> WorkerConflicts => Set<WorkerConflict>();
    public DbSet<AccessZone> AccessZones => Set<AccessZone>();
    public DbSet<Pool> Pools => Set<Pool>();
    public DbSet<CrowdEstimate> CrowdEstimates => Set<CrowdEstimate>();
    public DbSet<ItemConsensus> Consensus => Set<ItemConsensus>();
    public DbSet<ModelVersion> ModelVersions => Set<ModelVersion>();
    public DbSet<ItemPrediction> Predictions => Set<ItemPrediction>();
    public DbSet<PredictionRecord> PredictionRecords => Set<PredictionRecord>();
    public DbSet<LearningCurveMeasurement> LearningCurve => Set<LearningCurveMeasurement>();
    public DbSet<StrategyPicks> StrategyPicks => Set<StrategyPicks>();
    public DbSet<SizingEstimate> SizingEstimates => Set<SizingEstimate>();
    public DbSet<StoredSuggestion> Suggestions => Set<StoredSuggestion>();
    public DbSet<MetricSnapshot> MetricSnapshots => Set<MetricSnapshot>();
    public DbSet<MetricBucket> MetricBuckets => Set<MetricBucket>();
    public DbSet<MetricCursor> MetricCursors => Set<MetricCursor>();
    public DbSet<ProjectPlan> ProjectPlans => Set<ProjectPlan>();
    public DbSet<Forecast> Forecasts => Set<Forecast>();
    public DbSet<BiasSettings> BiasSettings => Set<BiasSettings>();
    public DbSet<StoredBiasReport> BiasReports => Set<StoredBiasReport>();
    public DbSet<WorkflowVersion> WorkflowVersions => Set<WorkflowVersion>();
    public DbSet<RecordedSignal> Signals => Set<RecordedSignal>();
    public DbSet<StepTotals> StepTotals => Set<StepTotals>();
    public DbSet<SimulatedItem> SimulatedItems => Set<SimulatedItem>();
    public DbSet<Instructions> Instructions => Set<Instructions>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<Feedback> Feedback => Set<Feedback>();
    public DbSet<ItemException> Exceptions => Set<ItemException>();
    public DbSet<Operation> Operations => Set<Operation>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();
    public DbSet<ProjectEvent> Events => Set<ProjectEvent>();

    /// <summary>Every query of this context reads the tenant's rows alone.</summary>
    internal ActiveLabelDb For(Tenancy? tenancy)
    {
        (Organization, OnlyProject) = (tenancy?.OrganizationId, tenancy?.ProjectId);
        Notes.Clear();
        return this;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ActiveLabelDb).Assembly);
        TenantFilter.Apply(modelBuilder, this);
        // A worker belongs to the projects he is a member of.
        modelBuilder.Entity<Worker>().HasQueryFilter(TenantFilter.Project, worker => OnlyProject == null
            || Memberships.Any(member => member.WorkerId == worker.Id && member.ProjectId == OnlyProject));
        modelBuilder.Entity<WorkerCredential>().HasQueryFilter(TenantFilter.Project, held => OnlyProject == null
            || Memberships.Any(member => member.WorkerId == held.WorkerId && member.ProjectId == OnlyProject));
        modelBuilder.Entity<WorkerConflict>().HasQueryFilter(TenantFilter.Project, conflict => OnlyProject == null
            || Memberships.Any(member => member.WorkerId == conflict.WorkerId && member.ProjectId == OnlyProject));
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<OrganizationId>().HaveConversion<OrganizationIdConverter>();
        configurationBuilder.Properties<ProjectId>().HaveConversion<ProjectIdConverter>();
        configurationBuilder.Properties<ItemId>().HaveConversion<ItemIdConverter>();
        configurationBuilder.Properties<TaskId>().HaveConversion<TaskIdConverter>();
        configurationBuilder.Properties<WorkerId>().HaveConversion<WorkerIdConverter>();
        configurationBuilder.Properties<CrowdId>().HaveConversion<CrowdIdConverter>();
        configurationBuilder.Properties<WorkerCredentialId>().HaveConversion<WorkerCredentialIdConverter>();
        configurationBuilder.Properties<WorkerConflictId>().HaveConversion<WorkerConflictIdConverter>();
        configurationBuilder.Properties<QualificationId>().HaveConversion<QualificationIdConverter>();
        configurationBuilder.Properties<AttemptId>().HaveConversion<AttemptIdConverter>();
        configurationBuilder.Properties<InvitationId>().HaveConversion<InvitationIdConverter>();
        configurationBuilder.Properties<ConnectorId>().HaveConversion<ConnectorIdConverter>();
        configurationBuilder.Properties<DeliveryId>().HaveConversion<DeliveryIdConverter>();
        configurationBuilder.Properties<AccessZoneId>().HaveConversion<AccessZoneIdConverter>();
        configurationBuilder.Properties<JudgementId>().HaveConversion<JudgementIdConverter>();
        configurationBuilder.Properties<ModelVersionId>().HaveConversion<ModelVersionIdConverter>();
        configurationBuilder.Properties<WorkflowVersionId>().HaveConversion<WorkflowVersionIdConverter>();
        configurationBuilder.Properties<DecisionId>().HaveConversion<DecisionIdConverter>();
        configurationBuilder.Properties<FeedbackId>().HaveConversion<FeedbackIdConverter>();
        configurationBuilder.Properties<ItemExceptionId>().HaveConversion<ItemExceptionIdConverter>();
        configurationBuilder.Properties<GoldItemId>().HaveConversion<GoldItemIdConverter>();
        configurationBuilder.Properties<QuarantineId>().HaveConversion<QuarantineIdConverter>();
        configurationBuilder.Properties<ForecastId>().HaveConversion<ForecastIdConverter>();
        configurationBuilder.Properties<SuggestionId>().HaveConversion<SuggestionIdConverter>();
        configurationBuilder.Properties<OperationId>().HaveConversion<OperationIdConverter>();
        configurationBuilder.Properties<ApiKeyId>().HaveConversion<ApiKeyIdConverter>();
        configurationBuilder.Properties<MemberId>().HaveConversion<MemberIdConverter>();
        // Rows are never deleted under those that point at them: an index for that would cost and serve nothing.
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();
    }
}

public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : ActiveLabelDb(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // An id is never given twice. The convention that says so overlooks keys with a converter in some places.
        var generatedKeys = modelBuilder.Model.GetEntityTypes()
            .Select(entity => entity.FindPrimaryKey()?.Properties)
            .Where(key => key is [{ ValueGenerated: ValueGenerated.OnAdd }]);
        foreach (var key in generatedKeys.OfType<IReadOnlyList<IMutableProperty>>())
            key[0].SetValueGenerationStrategy(SqliteValueGenerationStrategy.Autoincrement);
    }
}

public sealed class SqlServerDb(DbContextOptions<SqlServerDb> options) : ActiveLabelDb(options);

public sealed class PostgreSqlDb(DbContextOptions<PostgreSqlDb> options) : ActiveLabelDb(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Text is compared by its bytes, as SQLite does, whatever the collation of the database: what begins with some
        // letters lies together in an index.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetIndexes())
            .SelectMany(index => index.Properties).Where(property => property.ClrType == typeof(string)).Distinct())
            property.SetCollation("C");
    }
}
