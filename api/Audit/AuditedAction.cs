using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Audit;

/// <summary>What somebody is about to do, until its entry is written.</summary>
/// <param name="Targets">The ids it names.</param>
/// <param name="InputHash">SHA-256 of the input.</param>
public sealed record AuditedAction(
    OrganizationId Organization,
    string Actor,
    string Role,
    string Action,
    string Targets,
    string InputHash,
    Origin Origin,
    string TraceId)
{
    private static readonly AsyncLocal<AuditedAction?> Ambient = new();

    /// <summary>
    /// What this flow of control does for somebody; null for a job. The transaction in which it is done writes the
    /// entry: a use case need not know that it is watched.
    /// </summary>
    public static AuditedAction? Current => Ambient.Value;

    /// <summary>Whether its entry is in storage.</summary>
    public bool IsWritten { get; private set; }

    public void SetWritten() => IsWritten = true;

    /// <summary>From now on, in this flow of control, everything is done for this action.</summary>
    public AuditedAction Begin()
    {
        Ambient.Value = this;
        return this;
    }

    public static void End() => Ambient.Value = null;

    internal AuditEntry ToEntry(
        long sequence, string previousHash, AuditOutcome outcome, string errors, DateTimeOffset now)
    {
        var entry = With(sequence, previousHash, hash: "", outcome, errors, now);
        return With(sequence, previousHash, AuditChain.HashOf(entry), outcome, errors, now);
    }

    private AuditEntry With(
        long sequence,
        string previousHash,
        string hash,
        AuditOutcome outcome,
        string errors,
        DateTimeOffset now) => new()
        {
            OrganizationId = Organization,
            Sequence = sequence,
            At = InstantConverter.FromMicroseconds(InstantConverter.ToMicroseconds(now)),
            Actor = Cut(Actor),
            Role = Cut(Role),
            Action = Cut(Action),
            Targets = Cut(Targets, AuditEntry.TargetsLengthMax),
            InputHash = InputHash,
            Outcome = outcome,
            Errors = Cut(errors),
            RemoteAddress = Cut(Origin.RemoteAddress),
            UserAgent = Cut(Origin.UserAgent),
            TraceId = Cut(TraceId),
            PreviousHash = previousHash,
            Hash = hash,
        };

    // What a client says of itself may hold what PostgreSQL does not take.
    private static string Cut(string text, int lengthMax = AuditEntry.TextLengthMax)
        => (text.Length <= lengthMax ? text : text[..lengthMax]).Replace("\0", "", StringComparison.Ordinal);
}
