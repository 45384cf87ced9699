using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;

namespace ActiveLabel.Api.Transport;

/// <summary>What every resolver and rule of one operation can know of its caller.</summary>
/// <param name="Window">How far a subscription may run ahead of its client; null outside a subscription.</param>
public sealed record OperationContext(Caller Caller, SendWindow? Window)
{
    private const string Key = "operation";

    /// <summary>Fields that the document asks for and that are going away, with the reason.</summary>
    public SortedDictionary<string, string> Deprecations { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, object?> ToUserContext() => new() { [Key] = this };

    public static OperationContext Of(IDictionary<string, object?> userContext)
    {
        ArgumentNullException.ThrowIfNull(userContext);
        return userContext.TryGetValue(Key, out var value) && value is OperationContext context
            ? context
            : throw new InvalidOperationException("The operation was started without its caller.");
    }
}
