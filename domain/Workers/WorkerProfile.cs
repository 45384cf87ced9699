using System.Net;

namespace ActiveLabel.Domain.Workers;

/// <summary>What sort of people a crowd is made of.</summary>
public enum CrowdKind
{
    /// <summary>People of the organization itself.</summary>
    Private = 0,

    /// <summary>People of a company that was hired.</summary>
    Vendor = 1,

    /// <summary>Anybody.</summary>
    Public = 2,
}

/// <summary>All that is looked at when it is asked whether a worker may do something at a moment.</summary>
/// <param name="Crowd">The key of the crowd the worker belongs to.</param>
/// <param name="Credentials">Those that stand, and those that have expired or were revoked.</param>
/// <param name="Zones">The access zones of the organization.</param>
/// <param name="Address">From where the worker asks; null where that is not known.</param>
public sealed record WorkerProfile(
    string Crowd,
    CrowdKind CrowdKind,
    IReadOnlyList<WorkerCredential> Credentials,
    IReadOnlyList<AccessZone> Zones,
    IPAddress? Address,
    DateTimeOffset Now)
{
    /// <summary>Whether the worker is in the zone: at one of its addresses, or at an attested site of it.</summary>
    public bool IsIn(string zone)
        => Holds(CredentialType.Site, zone) || Zones.Any(known => known.Key == zone && known.Admits(Address));

    private bool Holds(CredentialType type, string key)
        => Credentials.Any(held => held.Type == type && held.Key == key && held.HoldsAt(Now));
}
