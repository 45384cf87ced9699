using System.Diagnostics;
using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// Gives every error a code that stays, and says nothing of how the server is made: a failure that is ours has a trace
/// id and no more.
/// </summary>
public sealed class StableErrors : IErrorInfoProvider
{
    /// <summary>Where the handler of a failure puts the id that the log knows it by.</summary>
    public const string TraceId = "traceId";

    public ErrorInfo GetInfo(ExecutionError executionError)
    {
        ArgumentNullException.ThrowIfNull(executionError);
        var code = CodeOf(executionError);
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (executionError is RefusalError { RetryAfter: { } retryAfter })
            extensions["retryAfterSeconds"] = (int)retryAfter.TotalSeconds;
        if ((executionError.InnerException?.Data[TraceId] as string
            ?? Activity.Current?.TraceId.ToString()) is { } traceId)
            extensions["traceId"] = traceId;
        return new()
        {
            Message = code == RefusalError.InternalError ? "The server failed; see its log." : executionError.Message,
            Extensions = extensions,
        };
    }

    private static string CodeOf(ExecutionError error) => error switch
    {
        RefusalError refusal => refusal.Code ?? RefusalError.BadRequest,
        AccessRule.AccessDenied => RefusalError.Forbidden,
        TimeoutError => RefusalError.Timeout,
        SyntaxError => RefusalError.SyntaxError,
        ValidationError => RefusalError.ValidationFailed,
        DocumentError => RefusalError.ValidationFailed,
        RequestError => RefusalError.BadRequest,
        _ => RefusalError.InternalError,
    };
}
