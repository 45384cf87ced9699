using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Clearances;
using ActiveLabel.Api.Conflicts;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Crowds;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.LabelErrors;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Onboarding;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Qualifications;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Suggestions;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Api;

/// <summary>All that can be done, whoever asks: a mutation, a job, the command line.</summary>
public static class UseCases
{
    public static IServiceCollection AddUseCases(this IServiceCollection services)
        => services
            .AddSingleton(TimeProvider.System)
            // What is known is no fair sample of a project, and a single judgement is tempered as the usual crowd is.
            .AddSingleton(new DawidSkene(new(FitsCorrelation: false)))
            .AddSingleton<ITruthInference>(services => services.GetRequiredService<DawidSkene>())
            .AddSingleton<AuditLog>()
            .AddSingleton<VerifyAudit>()
            .AddSingleton<CreateProject>()
            .AddSingleton<CreateWorker>()
            .AddSingleton<RotateWorkerKey>()
            .AddSingleton<DeactivateWorker>()
            .AddSingleton<CreateCrowd>()
            .AddSingleton<GrantCredential>()
            .AddSingleton<SaveAccessZone>()
            .AddSingleton<DeclareConflict>()
            .AddSingleton<CreateQualification>()
            .AddSingleton<TakeQualification>()
            .AddSingleton(new OutboundOptions())
            .AddSingleton<OutboundClient>()
            .AddSingleton<CreateConnector>()
            .AddSingleton<RegisterCrowdWorker>()
            .AddSingleton<DeliverEvents>()
            .AddSingleton<SumPerformance>()
            .AddSingleton<SetPayRate>()
            .AddSingleton<Invite>()
            .AddSingleton<AcceptInvitation>()
            .AddSingleton<ChangeMembership>()
            .AddSingleton<CreateApiKey>()
            .AddSingleton<RevokeApiKey>()
            .AddSingleton<ChangeMembers>()
            .AddSingleton<CreateOrganization>()
            .AddSingleton<AdministratorKey>()
            .AddSingleton<AddItems>()
            .AddSingleton<ImportItems>()
            .AddSingleton<QueueMemory>()
            .AddSingleton<ClaimTasks>()
            .AddSingleton<ReclaimLeases>()
            .AddSingleton<FindTask>()
            .AddSingleton<ReturnTask>()
            .AddSingleton<SubmitJudgement>()
            .AddSingleton<EstimateReliability>()
            .AddSingleton<CompareArms>()
            .AddSingleton<MeasureSubsets>()
            .AddSingleton<TrialModels>()
            .AddSingleton<RetrainModel>()
            .AddSingleton<PromoteModel>()
            .AddSingleton<UploadModel>()
            .AddSingleton<ChangeModelStage>()
            .AddSingleton<MeasureModels>()
            .AddSingleton<ImportPredictions>()
            .AddSingleton<EmbedItems>()
            .AddSingleton<ScoreTasks>()
            .AddSingleton<OrderTasks>()
            .AddSingleton<MoveTasks>()
            .AddSingleton<AskMachineSteps>()
            .AddSingleton<CompareStrategies>()
            .AddSingleton<MeasureTrust>()
            .AddSingleton<RerankQueue>()
            .AddSingleton<EstimateSizing>()
            .AddSingleton<SnapshotMetrics>()
            .AddSingleton<RollUpMetrics>()
            .AddSingleton<SetProjectPlan>()
            .AddSingleton<RunForecast>()
            .AddSingleton<AuditBias>()
            .AddSingleton<ApplyBiasAction>()
            .AddSingleton<MakeSuggestions>()
            .AddSingleton<StartForecast>()
            .AddSingleton<RunPlanningJob>()
            .AddSingleton<OperationQueue>()
            .AddSingleton<StartOperation>()
            .AddSingleton<CancelOperation>()
            .AddSingleton<UpdateInstructions>()
            .AddSingleton<UpdateSettings>()
            .AddSingleton<PruneLedger>()
            .AddSingleton<SubmitDecision>()
            .AddSingleton<ResolveException>()
            .AddSingleton<ChangeItem>()
            .AddSingleton<ChangeProject>()
            .AddSingleton<DraftWorkflow>()
            .AddSingleton<PreviewWorkflow>()
            .AddSingleton<PublishWorkflow>()
            .AddSingleton<RequeueItems>()
            .AddSingleton<EscalateItems>()
            .AddSingleton<StartSimulation>()
            .AddSingleton<RunWorkflowJob>()
            .AddSingleton<MeasureAgreement>()
            .AddSingleton<MeasureCalibration>()
            .AddSingleton<FindLabelErrors>()
            .AddSingleton<AddGold>()
            .AddSingleton<MaintainGold>()
            .AddSingleton<SetGoldSettings>()
            .AddSingleton<ChangeQuarantine>()
            .AddSingleton<ApplyQuarantines>()
            .AddSingleton<InspectWorkers>()
            .AddSingleton<SetMisconductPolicy>()
            .AddSingleton<RunQualityJob>()
            .AddSingleton<RunOperation>();
}
