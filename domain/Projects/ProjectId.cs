namespace ActiveLabel.Domain.Projects;

public readonly record struct ProjectId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ProjectId left, ProjectId right) => left.Value > right.Value;

    public static bool operator <(ProjectId left, ProjectId right) => left.Value < right.Value;
}

/// <summary>The tenant: in every row, every key and every query.</summary>
public readonly record struct OrganizationId(long Value);
