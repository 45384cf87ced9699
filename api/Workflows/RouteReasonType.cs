using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Workflows;

/// <summary>Why an item is where it is.</summary>
[Allow(Audience.Staff)]
public sealed class RouteReasonType(RouteReason reason)
{
    /// <summary>Why, for programs.</summary>
    public RouteCause Cause => reason.Cause;

    /// <summary>Key of the step it came from; null where it was in none.</summary>
    public string? From => reason.From;

    /// <summary>Which transition of that step it took, counted from 0; null where it took none.</summary>
    public int? Transition => reason.Transition;

    /// <summary>What the conditions saw.</summary>
    public IReadOnlyList<ObservationType> Observed
        => [.. (reason.Observed ?? []).Select(seen => new ObservationType(seen.Fact, seen.On, seen.Value))];

    /// <summary>Keys of steps that it could not go to, having been there as often as it may.</summary>
    public IReadOnlyList<string> PassedOver => reason.PassedOver ?? [];
}

/// <summary>What a condition looked at, and what it saw.</summary>
/// <param name="Fact">Name of the fact.</param>
/// <param name="On">The question, attribute or step it is about; null where it is about the item.</param>
/// <param name="Value">Yes is 1 and no is 0.</param>
[Allow(Audience.Staff)]
public sealed record ObservationType(string Fact, string? On, double Value);
