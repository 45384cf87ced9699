using System.Text.Json;
using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Clearances;
using ActiveLabel.Api.Conflicts;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Crowds;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Events;
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
using ActiveLabel.Api.Readiness;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Suggestions;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Tasks;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Graph;

/// <summary>The served schema; <c>schema.graphql</c> is what it says.</summary>
public sealed class ActiveLabelSchema : Schema
{
    static ActiveLabelSchema() => GlobalSwitches.GlobalAttributes.Add(new XmlDescriptionsAttribute());

    public ActiveLabelSchema(IServiceProvider services)
        : base(services)
    {
        this.RegisterTypeMapping<DateTimeOffset, DateTimeType>();
        this.RegisterTypeMapping<JsonElement, JsonType>();
        this.RegisterTypeMapping<QueueState, TaskStateType>();
        Features.DeprecationOfInputValues = true;
        Features.RepeatableDirectives = true;
        Query = new RootType("Query")
            .AddFieldsOf<ViewerQueries>()
            .AddFieldsOf<NodeQueries>()
            .AddFieldsOf<ProjectQueries>()
            .AddFieldsOf<ItemQueries>()
            .AddFieldsOf<TaskQueries>()
            .AddFieldsOf<JudgementQueries>()
            .AddFieldsOf<WorkerQueries>()
            .AddFieldsOf<CrowdQueries>()
            .AddFieldsOf<CredentialQueries>()
            .AddFieldsOf<AccessZoneQueries>()
            .AddFieldsOf<ConflictQueries>()
            .AddFieldsOf<QualificationQueries>()
            .AddFieldsOf<InvitationQueries>()
            .AddFieldsOf<PerformanceQueries>()
            .AddFieldsOf<ConnectorQueries>()
            .AddFieldsOf<PoolQueries>()
            .AddFieldsOf<ModelVersionQueries>()
            .AddFieldsOf<PredictionQueries>()
            .AddFieldsOf<OperationQueries>()
            .AddFieldsOf<WorkflowQueries>()
            .AddFieldsOf<DecisionQueries>()
            .AddFieldsOf<MisconductQueries>()
            .AddFieldsOf<GoldQueries>()
            .AddFieldsOf<AgreementQueries>()
            .AddFieldsOf<CalibrationQueries>()
            .AddFieldsOf<LabelErrorQueries>()
            .AddFieldsOf<ForecastQueries>()
            .AddFieldsOf<BiasQueries>()
            .AddFieldsOf<ReadinessQueries>()
            .AddFieldsOf<SizingQueries>()
            .AddFieldsOf<SuggestionQueries>()
            .AddFieldsOf<TemplateQueries>()
            .AddFieldsOf<EventQueries>()
            .AddFieldsOf<AlertQueries>()
            .AddFieldsOf<ApiKeyQueries>()
            .AddFieldsOf<MemberQueries>()
            .AddFieldsOf<AuditQueries>();
        Mutation = new RootType("Mutation")
            .AddFieldsOf<ProjectMutations>()
            .AddFieldsOf<WorkerMutations>()
            .AddFieldsOf<MembershipMutations>()
            .AddFieldsOf<WorkerStateMutations>()
            .AddFieldsOf<CrowdMutations>()
            .AddFieldsOf<CredentialMutations>()
            .AddFieldsOf<AccessZoneMutations>()
            .AddFieldsOf<ConflictMutations>()
            .AddFieldsOf<QualificationMutations>()
            .AddFieldsOf<InvitationMutations>()
            .AddFieldsOf<PayRateMutations>()
            .AddFieldsOf<PlanMutations>()
            .AddFieldsOf<ForecastMutations>()
            .AddFieldsOf<BiasMutations>()
            .AddFieldsOf<SuggestionMutations>()
            .AddFieldsOf<ConnectorMutations>()
            .AddFieldsOf<TaskMutations>()
            .AddFieldsOf<JudgementMutations>()
            .AddFieldsOf<ModelVersionMutations>()
            .AddFieldsOf<ModelRegistryMutations>()
            .AddFieldsOf<OperationMutations>()
            .AddFieldsOf<WorkflowMutations>()
            .AddFieldsOf<ItemStateMutations>()
            .AddFieldsOf<DecisionMutations>()
            .AddFieldsOf<ExceptionMutations>()
            .AddFieldsOf<QuarantineMutations>()
            .AddFieldsOf<GoldMutations>()
            .AddFieldsOf<InstructionsMutations>()
            .AddFieldsOf<SettingsMutations>()
            .AddFieldsOf<ApiKeyMutations>()
            .AddFieldsOf<MemberMutations>();
        Subscription = new RootType("Subscription")
            .AddFieldsOf<QueueSubscriptions>()
            .AddFieldsOf<TaskSubscriptions>()
            .AddFieldsOf<ItemSubscriptions>()
            .AddFieldsOf<JudgementSubscriptions>()
            .AddFieldsOf<ModelVersionSubscriptions>()
            .AddFieldsOf<WorkerSubscriptions>()
            .AddFieldsOf<AlertSubscriptions>()
            .AddFieldsOf<MetricsSubscriptions>()
            .AddFieldsOf<OperationSubscriptions>();
    }

    /// <summary>A root, put together from what the concepts have to offer.</summary>
    private sealed class RootType : ObjectGraphType
    {
        public RootType(string name) => Name = name;

        public RootType AddFieldsOf<T>()
        {
            foreach (var field in new AutoRegisteringObjectGraphType<T>().Fields)
                AddField(field);
            return this;
        }
    }
}
