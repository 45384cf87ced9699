using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workflows;

/// <summary>
/// What moved, or could have moved, an item, with what was believed of it then: append-only. Leading the item through
/// its workflow by these facts again ends where it is.
/// </summary>
public sealed class RecordedSignal
{
    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required ItemId ItemId { get; init; }
    public required ItemSignal Signal { get; init; }
}
