using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Transport;
using GraphQL.Types;
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
public sealed record PreparedRequest(GraphQLRequest Request, CheckedDocument Document)
{
    public bool IsSubscription => Document.Operation == OperationType.Subscription;
}

/// <summary>Runs one operation for one caller: the same steps however it arrived.</summary>
public sealed class RequestRunner(
    IDocumentExecuter executer, ISchema schema, DocumentCheck check, TransportLimits limits)
{
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
            var prepared = await PrepareAsync(request, carrier, cancellationToken);
            return await ExecuteAsync(prepared, new(caller, Window: null), services, cancellationToken);
        }
        catch (RefusalError refusal)
        {
            return new(refusal);
        }
    }

    /// <exception cref="RefusalError">It is no document, asks for too much, or came the wrong way.</exception>
    public async Task<PreparedRequest> PrepareAsync(
        GraphQLRequest request, Carrier carrier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = request.Query
            ?? throw new RefusalError(RefusalError.BadRequest, "Send a document as 'query'.");
        if (!StorableText.HoldsDocument(query) || !StorableText.Holds(request.Variables))
            throw new RefusalError(RefusalError.BadUserInput, "Text must not hold the character U+0000.");
        var document = await check.CheckAsync(query, request.OperationName, request.Variables, cancellationToken);
        Admit(document.Operation, carrier);
        return new(request, document);
    }

    /// <param name="context">Has a window where the operation is a subscription.</param>
    public async Task<ExecutionResult> ExecuteAsync(
        PreparedRequest prepared,
        OperationContext context,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        return Shorten(await executer.ExecuteAsync(
            OptionsOf(prepared.Request, prepared.Document, context, services, cancellationToken)));
    }

    private ExecutionOptions OptionsOf(
        GraphQLRequest request,
        CheckedDocument document,
        OperationContext context,
        IServiceProvider services,
        CancellationToken cancellationToken) => new()
        {
            Schema = schema,
            Query = request.Query,
            Document = document.Document,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            RequestServices = services,
            UserContext = context.ToUserContext(),
            // A subscription lasts as long as its client wants.
            Timeout = document.Operation == OperationType.Subscription
                ? System.Threading.Timeout.InfiniteTimeSpan
                : limits.ExecutionTimeout,
            CancellationToken = cancellationToken,
        };

    // Which operation runs is not known when the document has several and none is named: execution refuses that.
    private static void Admit(OperationType? operation, Carrier carrier)
    {
        if (operation == OperationType.Mutation && carrier is Carrier.Get or Carrier.GottenEvents)
            throw new RefusalError(RefusalError.MethodNotAllowed, "GET changes nothing; send a mutation by POST.");
        if (operation == OperationType.Subscription && carrier is Carrier.Get or Carrier.Post)
            throw new RefusalError(
                RefusalError.BadRequest,
                "Subscribe over a web socket with the protocol graphql-transport-ws, or accept text/event-stream.");
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
