using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Tasks;

/// <param name="Leases">In the order of the queue.</param>
/// <param name="WhyNoTask">Set when there are none, unless the input was refused.</param>
[Allow(Audience.Workers)]
public sealed record ClaimTasksPayload(
    IReadOnlyList<LeaseType> Leases,
    WhyNoTask? WhyNoTask,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ClaimTasksErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static ClaimTasksPayload Of(Project project, ClaimResult result) => new(
        [.. result.Leases.Select(lease => new LeaseType(lease, project))],
        result.WhyNoTask is { } rule ? new(rule, result.LeftOut ?? []) : null,
        result.WhyNoTask is NoTaskRule.NotEligible or NoTaskRule.Deactivated
            ? EligibilityErrors.Of([.. (result.LeftOut ?? []).Select(left => left.Rule)])
            : null);

    internal static ClaimTasksPayload Refused(IUserError error) => new([], null, [error]);
}

/// <summary>Why a claim brought nothing, and when to ask again.</summary>
/// <param name="Rule">Why, for programs.</param>
/// <param name="Because">Which requirement left how many open tasks out; none where it was no requirement.</param>
[Allow(Audience.Workers)]
public sealed record WhyNoTask(NoTaskRule Rule, IReadOnlyList<LeftOut> Because)
{
    private const int SoonSeconds = 2;
    private const int LaterSeconds = 30;

    /// <summary>Why, for people.</summary>
    public string Explanation => Rule switch
    {
        NoTaskRule.QueueEmpty => "No task of the project wants a judgement.",
        NoTaskRule.AllLeased => "Every judgement that is wanted is being given by somebody.",
        NoTaskRule.AlreadyJudged => "You have judged, skipped or hold every task that is open.",
        NoTaskRule.LeaseCap => "You hold as many tasks as you may; judge or release some.",
        NoTaskRule.NotEligible => "You lack what the open tasks require: "
            + string.Join("; ", Because.Select(left => left.Explanation)) + ".",
        NoTaskRule.Deactivated => "You were deactivated.",
        _ => "You are no member of the project.",
    };

    /// <summary>When to ask again, in seconds.</summary>
    public int RetryAfterSeconds => Rule is NoTaskRule.AllLeased or NoTaskRule.LeaseCap ? SoonSeconds : LaterSeconds;
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
