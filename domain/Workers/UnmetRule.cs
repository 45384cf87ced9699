namespace ActiveLabel.Domain.Workers;

/// <summary>In which way a worker falls short of a requirement.</summary>
public enum Shortfall
{
    /// <summary>Never had it.</summary>
    Missing = 0,

    /// <summary>Has it, at a lower level.</summary>
    LevelTooLow = 1,

    /// <summary>Had it until it expired.</summary>
    Expired = 2,

    /// <summary>Had it until it was taken away.</summary>
    Revoked = 3,

    /// <summary>Has it for something else.</summary>
    WrongScope = 4,

    /// <summary>Belongs to another crowd.</summary>
    WrongCrowd = 5,

    /// <summary>Asks from outside.</summary>
    OutsideZone = 6,

    /// <summary>Meets what he must not.</summary>
    Excluded = 7,

    /// <summary>Is no member of the project.</summary>
    NotAMember = 8,

    /// <summary>Was deactivated.</summary>
    Deactivated = 9,

    /// <summary>Has a conflict of interest with the item.</summary>
    Conflict = 10,

    /// <summary>Is in quarantine.</summary>
    Quarantined = 11,

    /// <summary>Needs the training again.</summary>
    TrainingNeeded = 12,
}

/// <summary>One rule that keeps a worker from something.</summary>
/// <param name="Subject">What it is about: a type of credential; null for a rule about the worker himself.</param>
/// <param name="Key">Which skill, clearance, zone ...; empty for a rule about the worker himself.</param>
/// <param name="Explanation">For people, such as: lacks clearance phi-2, expired 2026-03-01.</param>
/// <param name="Since">When it expired or was revoked; null for the others.</param>
public sealed record UnmetRule(
    Shortfall Shortfall, CredentialType? Subject, string Key, string Explanation, DateTimeOffset? Since = null)
{
    /// <summary>The same for programs, such as CLEARANCE_EXPIRED.</summary>
    public string Code => Shortfall switch
    {
        Shortfall.LevelTooLow => $"{Name}_LEVEL_TOO_LOW",
        Shortfall.WrongScope => $"{Name}_WRONG_SCOPE",
        Shortfall.WrongCrowd => "WRONG_CROWD",
        Shortfall.OutsideZone => "OUTSIDE_ZONE",
        Shortfall.Excluded => "EXCLUDED",
        Shortfall.NotAMember => "NOT_A_MEMBER",
        Shortfall.Deactivated => "WORKER_DEACTIVATED",
        Shortfall.Conflict => "CONFLICT_OF_INTEREST",
        _ => $"{Name}_{Shortfall.ToString().ToUpperInvariant()}",
    };

    private string Name => (Subject?.ToString() ?? "WORKER").ToUpperInvariant();
}
