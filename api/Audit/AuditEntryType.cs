using ActiveLabel.Api.Security;

namespace ActiveLabel.Api.Audit;

/// <summary>That somebody changed something, or tried to.</summary>
[Allow(Audience.Administrators)]
public sealed class AuditEntryType(AuditEntry entry)
{
    /// <summary>Counted from 1 without a gap.</summary>
    public int Sequence => checked((int)entry.Sequence);

    /// <summary>When.</summary>
    public DateTimeOffset At => entry.At;

    /// <summary>Who: a key or a member, such as key:7, or the command line.</summary>
    public string Actor => entry.Actor;

    /// <summary>The role it was done in.</summary>
    public string Role => entry.Role;

    /// <summary>What: the mutation, as the schema names it, or the endpoint.</summary>
    public string Action => entry.Action;

    /// <summary>The ids it named.</summary>
    public IReadOnlyList<string> Targets => entry.Targets.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>SHA-256 of the input; the input itself is not kept.</summary>
    public string InputHash => entry.InputHash;

    /// <summary>What came of it.</summary>
    public AuditOutcome Outcome => entry.Outcome;

    /// <summary>Codes of the errors it was refused with.</summary>
    public IReadOnlyList<string> ErrorCodes => entry.Errors.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>From where: the address of the other side of the connection.</summary>
    public string RemoteAddress => entry.RemoteAddress;

    /// <summary>What the client said it is.</summary>
    public string UserAgent => entry.UserAgent;

    /// <summary>As in the server's log.</summary>
    public string TraceId => entry.TraceId;

    /// <summary>SHA-256 over the entry and the hash of the one before it.</summary>
    public string Hash => entry.Hash;
}
