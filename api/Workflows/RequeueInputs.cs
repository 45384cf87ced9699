using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Items;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Workflows;

/// <param name="To">Key of a step of the workflow in force.</param>
/// <param name="Where">Which items; left out, all that are not cancelled.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again and gets the same run.</param>
public sealed record RequeueItemsInput(
    [property: Id] string ProjectId, string To, string IdempotencyKey, RequeueFilterInput? Where = null)
{
    internal RequeueRequest ToRequest() => new(
        To, Where?.States, Where?.Arms, Where?.Step, Where?.ExternalIds, Where?.ConfidenceBelow,
        Where?.ErrorProbabilityAtLeast, Where?.IsMachineDecided);
}

/// <summary>Which items: all that is said must hold.</summary>
/// <param name="States">One of these; left out, all but cancelled ones.</param>
/// <param name="Arms">One of these.</param>
/// <param name="Step">Key of the step they are in.</param>
/// <param name="ExternalIds">One of these; at most 100.</param>
/// <param name="ConfidenceBelow">The consensus of the leading question is less sure, 0 to 1.</param>
/// <param name="ErrorProbabilityAtLeast">
/// They are among the label errors, and their consensus is wrong with this probability or a higher one.
/// </param>
/// <param name="IsMachineDecided">Whether a model was the last to decide about them, or was not.</param>
public sealed record RequeueFilterInput(
    IReadOnlyList<ItemState>? States = null,
    IReadOnlyList<Arm>? Arms = null,
    string? Step = null,
    IReadOnlyList<string>? ExternalIds = null,
    double? ConfidenceBelow = null,
    double? ErrorProbabilityAtLeast = null,
    bool? IsMachineDecided = null);

/// <param name="Operation">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record RequeueItemsPayload(
    OperationType? Operation,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RequeueItemsErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
