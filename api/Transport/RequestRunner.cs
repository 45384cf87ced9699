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
}

/// <summary>Runs one operation for one caller: the same steps however it arrived.</summary>
public sealed class RequestRunner(
    IDocumentExecuter executer, ISchema schema, DocumentCheck check, TransportLimits limits)
{
    /// <param name="services">The scope of this operation.</param>
    /// <param name="window">Needed for a subscription.</param>
    public async Task<ExecutionResult> RunAsync(
        GraphQLRequest request,
        Carrier carrier,
        Caller caller,
        IServiceProvider services,
        SendWindow? window,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var query = request.Query
                ?? throw new RefusalError(RefusalError.BadRequest, "Send a document as 'query'.");
            if (!StorableText.HoldsDocument(query) || !StorableText.Holds(request.Variables))
                throw new RefusalError(RefusalError.BadUserInput, "Text must not hold the character U+0000.");
            var document = await check.CheckAsync(
                query,
                request.OperationName,
                request.Variables,
                cancellationToken);
            Admit(document.Operation, carrier);
            var result = await executer.ExecuteAsync(
                OptionsOf(request, document, new(caller, window), services, cancellationToken));
            return Shorten(result);
        }
        catch (RefusalError refusal)
        {
            return new(refusal);
        }
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
        if (carrier == Carrier.Get && operation is OperationType.Mutation or OperationType.Subscription)
            throw new RefusalError(RefusalError.MethodNotAllowed, "GET is for queries; send this operation by POST.");
        if (carrier == Carrier.Post && operation == OperationType.Subscription)
            throw new RefusalError(
                RefusalError.BadRequest, "Subscribe over a web socket with the protocol graphql-transport-ws.");
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
