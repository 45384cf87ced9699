using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Tasks;

/// <param name="Leases">In the order of the queue.</param>
/// <param name="WhyNoTask">Set when there are none and nothing was refused.</param>
[Allow(Audience.Workers)]
public sealed record ClaimTasksPayload(
    IReadOnlyList<LeaseType> Leases,
    WhyNoTask? WhyNoTask,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ClaimTasksErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static ClaimTasksPayload Of(Project project, ClaimResult result) => new(
        [.. result.Leases.Select(lease => new LeaseType(lease, project))],
        Tasks.WhyNoTask.Of(result),
        ErrorsOf(result));

    /// <returns>What the worker lacks, where that is why there is nothing; otherwise null.</returns>
    internal static IReadOnlyList<IUserError>? ErrorsOf(ClaimResult result)
        => result.WhyNoTask is NoTaskRule.NotEligible or NoTaskRule.Deactivated
            or NoTaskRule.Quarantined
            ? EligibilityErrors.Of([.. (result.LeftOut ?? []).Select(left => left.Rule)])
            : null;

    internal static ClaimTasksPayload Refused(IUserError error) => new([], null, [error]);
}

/// <param name="ExpiresAt">The new expiry; null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record ExtendLeasePayload(
    DateTimeOffset? ExpiresAt,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ExtendLeaseErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="TaskId">The task that was given back; null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record ReleaseTaskPayload(
    [property: Id] string? TaskId,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ReleaseTaskErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="TaskId">The task that was given back; null where it was refused.</param>
[Allow(Audience.Workers)]
public sealed record SkipTaskPayload(
    [property: Id] string? TaskId,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SkipTaskErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
