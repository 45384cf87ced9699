using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workers;

public readonly record struct WorkerCredentialId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(WorkerCredentialId left, WorkerCredentialId right) => left.Value > right.Value;

    public static bool operator <(WorkerCredentialId left, WorkerCredentialId right) => left.Value < right.Value;
}

/// <summary>What a worker can hold.</summary>
public enum CredentialType
{
    /// <summary>Can do something, at a level from 1 to 10.</summary>
    Skill = 0,

    /// <summary>Speaks a language, at a <see cref="LanguageLevel"/>.</summary>
    Language = 1,

    /// <summary>Has passed the test of a qualification project.</summary>
    Qualification = 2,

    /// <summary>May see something, such as the records of one hospital.</summary>
    Clearance = 3,

    /// <summary>Was looked at by a crowd, such as for identity or for a signed agreement.</summary>
    Badge = 4,

    /// <summary>Is one of a team.</summary>
    Team = 5,

    /// <summary>Sits at a secure site that somebody has attested.</summary>
    Site = 6,
}

/// <summary>The levels of the Common European Framework of Reference for Languages, and above them.</summary>
public enum LanguageLevel
{
    /// <summary>Beginner.</summary>
    A1 = 1,

    /// <summary>Elementary.</summary>
    A2 = 2,

    /// <summary>Intermediate.</summary>
    B1 = 3,

    /// <summary>Upper intermediate.</summary>
    B2 = 4,

    /// <summary>Advanced.</summary>
    C1 = 5,

    /// <summary>Proficient.</summary>
    C2 = 6,

    /// <summary>Grew up with it.</summary>
    Native = 7,
}

/// <summary>
/// That somebody granted a worker something. Rows are history: a credential that is changed is revoked, and a new one
/// takes its place, so that what a worker held at any moment can be told.
/// </summary>
public sealed class WorkerCredential
{
    public const int KeyLengthMax = 100;
    public const int ScopeLengthMax = 200;
    public const int AttestationLengthMax = 2_000;
    public const int GrantorLengthMax = 200;
    public const int SkillLevelMax = 10;

    /// <summary>A worker has no more of them standing, so that a claim looks at a bounded number.</summary>
    public const int StandingMax = 200;

    public WorkerCredentialId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required CredentialType Type { get; init; }

    /// <summary>What is held: the name of the skill, the clearance, the team, or the language as in BCP 47.</summary>
    public required string Key { get; init; }

    /// <summary>For skills and languages; 0 for the others.</summary>
    public int Level { get; init; }

    /// <summary>What a clearance is limited to; empty where it is not limited.</summary>
    public string Scope { get; init; } = "";

    /// <summary>What it rests on, such as the number of a certificate; empty where nothing was said.</summary>
    public string Attestation { get; init; } = "";

    /// <summary>Who granted it: a key or a member, such as member:7, or the qualification that was passed.</summary>
    public required string Grantor { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>From then on it is worth nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was taken away, or replaced; null while it stands.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Whether it is worth something at that time.</summary>
    public bool HoldsAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
