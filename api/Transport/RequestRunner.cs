using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Transport;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>How an operation reached the server, and so which operations it may be.</summary>
public enum Carrier
{
    /// <summary>HTTP GET: queries.</summary>
    Get,

    /// <summary>HTTP POST: queries and mutations.</summary>
    Post,

    /// <summary>A web socket: everything.</summary>
    Socket,

    /// <summary>Server-sent events by POST: everything.</summary>
    PostedEvents,

    /// <summary>Server-sent events by GET: queries and subscriptions.</summary>
    GottenEvents,
}

/// <summary>A request whose document was checked and may be run.</summary>
/// <param name="Text">The document; the request may name it by an id alone.</param>
/// <param name="Cost">How many values the answer may hold.</param>
public sealed record PreparedRequest(
    GraphQLRequest Request, string Text, KnownDocument Document, GraphQLOperationDefinition Operation, long Cost)
{
    public bool IsSubscription => Operation.Operation == OperationType.Subscription;

    /// <summary>Whether it is a subscription that goes on after a cursor.</summary>
    public bool IsResuming => KnownDocument.IsResuming(Operation, Request.Variables);
}

/// <summary>Runs one operation for one caller: the same steps however it arrived.</summary>
public sealed class RequestRunner(
    IDocumentExecuter executer, ISchema schema, DocumentStore documents, CostBudget budget, TransportLimits limits)
{
    private static readonly IValidationRule[] OwnRules = [new AccessRule(), new DeprecationRule()];
    private readonly Lazy<SchemaSizes> _sizes = new(() => new(schema));

    /// <param name="services">The scope of this operation.</param>
    public async Task<ExecutionResult> RunAsync(
        GraphQLRequest request,
        Carrier carrier,
        Caller caller,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        try
        {
            var prepared = await PrepareAsync(request, carrier, caller, cancellationToken);
            return await ExecuteAsync(prepared, new(caller, Window: null), services, cancellationToken);
        }
        catch (RefusalError refusal)
        {
            return new(refusal);
        }
    }

    /// <exception cref="RefusalError">It is no document, asks for too much, or came the wrong way.</exception>
    public async Task<PreparedRequest> PrepareAsync(
        GraphQLRequest request, Carrier carrier, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(caller);
        VariableCheck.Check(request.Variables, limits.Document);
        if (!StorableText.Holds(request.Variables))
            throw new RefusalError(RefusalError.BadUserInput, "Text must not hold the character U+0000.");
        var (text, document) = await documents.FindAsync(request, cancellationToken);
        var cost = document.CostOf(request.Variables, _sizes.Value);
        if (!document.IsValid)
            document.Check(schema);
        var operation = document.Find(request.OperationName) ?? throw new RefusalError(
            RefusalError.ValidationFailed, "Say with 'operationName' which operation of the document to run.");
        Admit(operation.Operation, carrier);
        budget.Take(caller.CredentialId, cost);
        return new(request, text, document, operation, cost);
    }

    /// <param name="context">Has a window where the operation is a subscription.</param>
    public async Task<ExecutionResult> ExecuteAsync(
        PreparedRequest prepared,
        OperationContext context,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(context);
        var result = await executer.ExecuteAsync(OptionsOf(prepared, context, services, cancellationToken));
        if (result.Executed)
        {
            documents.Keep(prepared.Text, prepared.Document);
            prepared.Document.Admit(AdmissionOf(prepared, context), context.Deprecations);
            Report(result, prepared, context);
        }
        return Shorten(result);
    }

    private ExecutionOptions OptionsOf(
        PreparedRequest prepared,
        OperationContext context,
        IServiceProvider services,
        CancellationToken cancellationToken) => new()
        {
            Schema = schema,
            Query = prepared.Text,
            Document = prepared.Document.Document,
            ValidationRules = RulesFor(prepared, context),
            OperationName = prepared.Request.OperationName,
            Variables = prepared.Request.Variables,
            Extensions = prepared.Request.Extensions,
            RequestServices = services,
            UserContext = context.ToUserContext(),
            // A subscription lasts as long as its client wants.
            Timeout = prepared.IsSubscription ? Timeout.InfiniteTimeSpan : limits.ExecutionTimeout,
            CancellationToken = cancellationToken,
        };

    /// <summary>
    /// The rules of the language have nothing new to say of a document they let through before, and those of this
    /// server nothing to a caller of the same kind. Variables are read and checked whatever the rules.
    /// </summary>
    private static IEnumerable<IValidationRule> RulesFor(PreparedRequest prepared, OperationContext context)
    {
        if (prepared.Document.FindAdmitted(AdmissionOf(prepared, context)) is { } deprecations)
        {
            foreach (var (field, reason) in deprecations)
                context.Deprecations[field] = reason;
            return [];
        }
        return prepared.Document.IsValid ? OwnRules : DocumentValidator.CoreRules.Concat(OwnRules);
    }

    private static Admission AdmissionOf(PreparedRequest prepared, OperationContext context)
        => new(context.Caller.Role, context.Caller.IsReadOnly, prepared.Request.OperationName);

    private static void Admit(OperationType operation, Carrier carrier)
    {
        if (operation == OperationType.Mutation && carrier is Carrier.Get or Carrier.GottenEvents)
            throw new RefusalError(RefusalError.MethodNotAllowed, "GET changes nothing; send a mutation by POST.");
        if (operation == OperationType.Subscription && carrier is Carrier.Get or Carrier.Post)
            throw new RefusalError(
                RefusalError.BadRequest,
                "Subscribe over a web socket with the protocol graphql-transport-ws, or accept text/event-stream.");
    }

    private void Report(ExecutionResult result, PreparedRequest prepared, OperationContext context)
    {
        if (result.Streams is not null)
            return;
        result.Extensions ??= [];
        result.Extensions["cost"] = new Dictionary<string, object?>
        {
            ["requested"] = prepared.Cost,
            ["maximum"] = limits.Document.CostMax,
        };
        if (context.Deprecations.Count > 0)
            result.Extensions["deprecations"] = context.Deprecations.Select(entry => new Dictionary<string, object?>
            {
                ["field"] = entry.Key,
                ["reason"] = entry.Value,
            }).ToList();
    }

    private ExecutionResult Shorten(ExecutionResult result)
    {
        if (result.Errors?.Count > limits.ErrorsMax)
        {
            var kept = new ExecutionErrors();
            kept.AddRange(result.Errors.Take(limits.ErrorsMax));
            result.Errors = kept;
        }
        return result;
    }
}
