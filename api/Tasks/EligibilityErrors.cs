using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workers;
using GraphQL;

namespace ActiveLabel.Api.Tasks;

/// <summary>Why a worker may not, as errors: one for each rule that is not met.</summary>
internal static class EligibilityErrors
{
    /// <summary>For the unions of those mutations that ask.</summary>
    public static readonly Type[] Types =
        [typeof(WorkerDeactivatedError), typeof(ClearanceExpiredError), typeof(OutsideZoneError),
            typeof(RequirementUnmetError)];

    public static IReadOnlyList<IUserError> Of(IReadOnlyList<UnmetRule> unmet)
        => [.. unmet.Select(Of)];

    private static IUserError Of(UnmetRule rule) => rule switch
    {
        { Shortfall: Shortfall.Deactivated } => new WorkerDeactivatedError(),
        { Shortfall: Shortfall.OutsideZone } => new OutsideZoneError(rule.Key),
        { Shortfall: Shortfall.Expired, Subject: CredentialType.Clearance, Since: { } since }
            => new ClearanceExpiredError(rule.Key, since, rule.Explanation),
        _ => new RequirementUnmetError(rule.Code, rule.Key, rule.Explanation),
    };
}

/// <summary>The worker was deactivated.</summary>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record WorkerDeactivatedError : IUserError
{
    public string Message => "You were deactivated; ask those who lead the project.";
    public string Code => "WORKER_DEACTIVATED";
}

/// <summary>A clearance that the work requires has expired.</summary>
/// <param name="Clearance">Which.</param>
/// <param name="ExpiredAt">When.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record ClearanceExpiredError(
    string Clearance, DateTimeOffset ExpiredAt, [property: Ignore] string Explanation) : IUserError
{
    public string Message => $"The worker {Explanation}; ask for it to be granted again.";
    public string Code => "CLEARANCE_EXPIRED";
}

/// <summary>The work may be done in an access zone only, and the request comes from elsewhere.</summary>
/// <param name="Zone">Where it may be done.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record OutsideZoneError(string Zone) : IUserError
{
    public string Message => $"This work may be done in access zone {Zone} only.";
    public string Code => "OUTSIDE_ZONE";
}

/// <summary>The worker lacks something else that the work requires.</summary>
/// <param name="Code">What is lacking, such as SKILL_LEVEL_TOO_LOW.</param>
/// <param name="Key">Which skill, qualification ...; empty where it has no name.</param>
[Implements(typeof(IUserError))]
[Allow(Audience.Workers)]
public sealed record RequirementUnmetError(string Code, string Key, [property: Ignore] string Explanation) : IUserError
{
    public string Message => $"The worker {Explanation}.";
}
