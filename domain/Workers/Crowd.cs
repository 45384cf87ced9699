using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Workers;

public readonly record struct CrowdId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(CrowdId left, CrowdId right) => left.Value > right.Value;

    public static bool operator <(CrowdId left, CrowdId right) => left.Value < right.Value;
}

/// <summary>Where workers come from. Requirements name a crowd, or a kind of crowds.</summary>
public sealed class Crowd
{
    public const int KeyLengthMax = 50;
    public const int TitleLengthMax = 200;

    /// <summary>The crowd of workers of whom nothing else is said.</summary>
    public const string Default = "private";

    public CrowdId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Unique in the organization.</summary>
    public required string Key { get; init; }

    public required string Title { get; set; }
    public required CrowdKind Kind { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <returns>The kind that has this key by itself, or null: every organization has one crowd of each kind.</returns>
    public static CrowdKind? KindNamed(string key)
        => Enum.GetValues<CrowdKind>().Cast<CrowdKind?>().FirstOrDefault(kind => NameOf(kind) == key);

    private static string? NameOf(CrowdKind? kind) => kind?.ToString().ToLowerInvariant();
}
