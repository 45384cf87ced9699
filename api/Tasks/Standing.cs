using System.Data.Common;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Tasks;

/// <summary>How a worker stands to a project at this moment.</summary>
internal sealed record Standing(string Crowd, CrowdKind Kind, DateTimeOffset? DeactivatedAt, bool IsMember)
{
    /// <param name="first">The first of the columns that the statements call Standing.</param>
    /// <returns>Null where the organization has no such worker.</returns>
    public static Standing? Read(DbDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new(
            row.GetString(first),
            (CrowdKind)row.GetInt32(first + 1),
            row.IsDBNull(first + 2) ? null : InstantConverter.FromMicroseconds(row.GetInt64(first + 2)),
            row.GetInt32(first + 3) == 1);

    /// <summary>What keeps a worker from everything in a project; null where nothing does.</summary>
    public static UnmetRule? BarOf(Standing? standing)
    {
        if (standing is null or { IsMember: false })
            return new(Shortfall.NotAMember, null, "", "is no member of the project");
        return standing.DeactivatedAt is { } since
            ? new(Shortfall.Deactivated, null, "", "was deactivated", since)
            : null;
    }
}
