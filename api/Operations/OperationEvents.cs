using System.Globalization;
using ActiveLabel.Api.Events;

namespace ActiveLabel.Api.Operations;

internal static class OperationEvents
{
    /// <summary>Names the operation: a subscriber reads its state from storage.</summary>
    public static NewEvent Changed(Operation operation)
        => new(
            EventKind.OperationChanged,
            Details: string.Create(CultureInfo.InvariantCulture, $"{{\"operationId\":{operation.Id.Value}}}"));
}
