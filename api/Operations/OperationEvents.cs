using ActiveLabel.Api.Events;

namespace ActiveLabel.Api.Operations;

internal static class OperationEvents
{
    private const string Id = "operationId";

    public static NewEvent Changed(Operation operation)
        => new(EventKind.OperationChanged, Details: EventDetails.Of(Id, operation.Id));

    public static OperationId? Find(ProjectEvent happened) => EventDetails.Find<OperationId>(happened, Id);
}
