using GraphQL;

namespace ActiveLabel.Api.Transport;

/// <summary>A request that is refused for a reason that its sender can know and act on.</summary>
public sealed class RefusalError : ExecutionError
{
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string Forbidden = "FORBIDDEN";
    public const string NotFound = "NOT_FOUND";
    public const string BadUserInput = "BAD_USER_INPUT";
    public const string BadRequest = "BAD_REQUEST";
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    public const string NotAcceptable = "NOT_ACCEPTABLE";
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    public const string RequestTooLarge = "REQUEST_TOO_LARGE";
    public const string SyntaxError = "SYNTAX_ERROR";
    public const string ValidationFailed = "VALIDATION_FAILED";
    public const string DocumentTooComplex = "DOCUMENT_TOO_COMPLEX";
    public const string PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND";
    public const string DocumentNotTrusted = "DOCUMENT_NOT_TRUSTED";
    public const string RateLimitedCode = "RATE_LIMITED";
    public const string TooManyOperations = "TOO_MANY_OPERATIONS";
    public const string SlowConsumer = "SLOW_CONSUMER";
    public const string Timeout = "TIMEOUT";
    public const string InternalError = "INTERNAL_ERROR";

    /// <summary>When the same may be asked again; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static RefusalError RateLimited(TimeSpan retryAfter) => new(
        RateLimitedCode,
        $"Your key has asked for more than it may at a time; ask again in {retryAfter.TotalSeconds:0} seconds.")
    {
        RetryAfter = retryAfter,
    };

    /// <param name="code">One of the codes above; clients rely on it.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public RefusalError(string code, string message)
        : base(message)
        => Code = code;
}
