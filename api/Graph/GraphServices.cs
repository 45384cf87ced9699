using System.Diagnostics;
using System.Text.Encodings.Web;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Api.Transport;
using ActiveLabel.Api.Workflows;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Graph;

/// <summary>The GraphQL endpoint: its services and its address.</summary>
public static partial class GraphServices
{
    public const string Path = "/graphql";

    /// <summary>Needs storage and the use cases to be registered too.</summary>
    public static IServiceCollection AddGraph(this IServiceCollection services, TransportLimits? limits = null)
    {
        services.AddGraphQL(graph => graph
            .AddSchema<ActiveLabelSchema>()
            .AddSchemaVisitor<IntrospectionFields>()
            .AddSchemaVisitor<CommonDescriptions>()
            .AddSchemaVisitor<AuditedMutations>()
            .AddAutoClrMappings()
            .AddGraphTypes()
            .AddSystemTextJson(json => json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
            .AddErrorInfoProvider<StableErrors>()
            .AddExecutionStrategy<CursorStrategy>(OperationType.Subscription)
            .AddUnhandledExceptionHandler(Log));
        return services
            .AddSingleton(limits ?? new())
            .AddSingleton<IDocumentValidator, BoundedValidator>()
            .AddSingleton<DocumentStore>()
            .AddSingleton<CostBudget>()
            .AddSingleton<RequestRunner>()
            .AddSingleton<HttpRequests>()
            .AddSingleton<HttpTransport>()
            .AddSingleton<SocketTransport>()
            .AddScoped<Batches>()
            .AddSingleton<ProjectAccess>()
            .AddSingleton<FindWorkflow>()
            .AddSingleton<FindException>()
            .AddSingleton<EventFeed>()
            .AddSingleton<EventStream>()
            .AddSingleton<SubscriptionHub>()
            .AddSingleton<EventStreamTransport>();
    }

    /// <summary>Serves the schema. A schema that is not as it must be stops the start.</summary>
    public static IEndpointConventionBuilder MapGraph(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        RoleMatrix.Check(app.Services.GetRequiredService<ISchema>());
        app.UseWebSockets();
        var transport = app.Services.GetRequiredService<HttpTransport>();
        return app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], transport.HandleAsync);
    }

    private static void Log(UnhandledExceptionContext context)
    {
        var services = context.Context?.RequestServices ?? context.ExecutionOptions?.RequestServices;
        var traceId = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToString();
        context.OriginalException.Data[StableErrors.TraceId] = traceId;
        var logger = services?.GetService<ILoggerFactory>()?.CreateLogger(typeof(GraphServices));
        if (logger is not null)
            LogFailed(logger, context.OriginalException, context.FieldContext?.FieldDefinition.Name, traceId);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The field {Field} failed; trace {TraceId}.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string? field, string traceId);
}
