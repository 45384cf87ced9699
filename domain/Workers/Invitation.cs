using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;

namespace ActiveLabel.Domain.Workers;

public readonly record struct InvitationId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(InvitationId left, InvitationId right) => left.Value > right.Value;

    public static bool operator <(InvitationId left, InvitationId right) => left.Value < right.Value;
}

/// <summary>How far somebody is from the invitation to the first task.</summary>
public enum OnboardingState
{
    /// <summary>The invitation is out.</summary>
    Invited = 0,

    /// <summary>Has accepted; the qualification comes next.</summary>
    Accepted = 1,

    /// <summary>Learns and is tested.</summary>
    Qualifying = 2,

    /// <summary>May do the tasks of the project.</summary>
    Working = 3,

    /// <summary>The invitation was taken back before it was accepted.</summary>
    Revoked = 4,
}

/// <summary>
/// A way into a project for one person: invitation, training, qualification, work. Every step changes the state by a
/// method that refuses it out of turn; the token that opens it is kept as its hash, and is good once.
/// </summary>
public sealed class Invitation
{
    public const int NoteLengthMax = 200;
    public const int DaysMax = 90;

    public InvitationId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Whose tasks the person is to do.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>What must be earned first; null for nothing.</summary>
    public QualificationId? QualificationId { get; init; }

    /// <summary>The key of the crowd the person will belong to.</summary>
    public required string Crowd { get; init; }

    /// <summary>For whom it is, in the words of who invites.</summary>
    public required string Note { get; init; }

    public required string TokenHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public OnboardingState State { get; private set; }

    /// <summary>When the state last changed; null before it was accepted.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>Who accepted; null before.</summary>
    public WorkerId? WorkerId { get; private set; }

    /// <returns>False when it was accepted or revoked before, or has expired.</returns>
    public bool Accept(WorkerId worker, DateTimeOffset now)
    {
        if (State != OnboardingState.Invited || now >= ExpiresAt)
            return false;
        WorkerId = worker;
        Move(QualificationId is null ? OnboardingState.Working : OnboardingState.Accepted, now);
        return true;
    }

    /// <returns>False when there is nothing to qualify for, or it was begun before.</returns>
    public bool BeginQualification(DateTimeOffset now)
        => MoveFrom(OnboardingState.Accepted, OnboardingState.Qualifying, now);

    /// <returns>False when the person was not about to qualify.</returns>
    public bool Qualify(DateTimeOffset now) => MoveFrom(OnboardingState.Qualifying, OnboardingState.Working, now);

    /// <returns>False when it was accepted or revoked before.</returns>
    public bool Revoke(DateTimeOffset now) => MoveFrom(OnboardingState.Invited, OnboardingState.Revoked, now);

    private bool MoveFrom(OnboardingState from, OnboardingState to, DateTimeOffset now)
    {
        if (State != from)
            return false;
        Move(to, now);
        return true;
    }

    private void Move(OnboardingState to, DateTimeOffset now) => (State, ChangedAt) = (to, now);
}
