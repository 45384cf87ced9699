using System.Net;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workers;

public readonly record struct AccessZoneId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(AccessZoneId left, AccessZoneId right) => left.Value > right.Value;

    public static bool operator <(AccessZoneId left, AccessZoneId right) => left.Value < right.Value;
}

/// <summary>
/// Where some work may be done: from addresses within the zone's networks, or by workers whose secure site somebody has
/// attested.
/// </summary>
public sealed class AccessZone
{
    public const int TitleLengthMax = 200;
    public const int NetworksMax = 50;

    /// <summary>An organization has no more of them, so that a claim looks at a bounded number.</summary>
    public const int CountMax = 100;

    public AccessZoneId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Unique in the organization; requirements name it.</summary>
    public required string Key { get; init; }

    public required string Title { get; set; }

    /// <summary>Ranges of addresses, such as 10.20.0.0/16 or 2001:db8::/32; none where only sites count.</summary>
    public required IReadOnlyList<string> Networks { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <returns>What is wrong with the ranges and what to do, or null.</returns>
    public static string? ValidateNetworks(IReadOnlyList<string> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        if (networks.Count > NetworksMax)
            return $"A zone has at most {NetworksMax} networks.";
        return networks.FirstOrDefault(network => !IPNetwork.TryParse(network, out _)) is { } wrong
            ? $"'{wrong}' is no network; write it as 10.20.0.0/16 or 2001:db8::/32, with no bit set behind the prefix."
            : null;
    }

    /// <param name="address">Null where it is not known: such a caller is nowhere.</param>
    public bool Admits(IPAddress? address)
    {
        if (address is null)
            return false;
        // A socket that listens to both families shows IPv4 callers as ::ffff:a.b.c.d.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(network => IPNetwork.TryParse(network, out var range) && range.Contains(plain));
    }
}
