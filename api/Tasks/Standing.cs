using System.Data.Common;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Tasks;

/// <summary>How a worker stands to a project at this moment.</summary>
/// <param name="QuarantinedAt">Since when his judgements do not count; null where they count.</param>
/// <param name="LeasesMax">How many tasks he may hold at a time; null for as many as the project allows.</param>
/// <param name="GoldRight">Gold that he answered right.</param>
/// <param name="GoldWrong">Gold that he answered wrong.</param>
/// <param name="Doubt">Probability that he games the system, as last looked at.</param>
/// <param name="TrainingNeededAt">Since when he needs the training again; null where he does not.</param>
internal sealed record Standing(
    string Crowd,
    CrowdKind Kind,
    DateTimeOffset? DeactivatedAt,
    bool IsMember,
    DateTimeOffset? QuarantinedAt = null,
    int? LeasesMax = null,
    int GoldRight = 0,
    int GoldWrong = 0,
    double Doubt = 0,
    DateTimeOffset? TrainingNeededAt = null)
{
    /// <param name="first">The first of the columns that the statements call Standing.</param>
    /// <returns>Null where the organization has no such worker.</returns>
    public static Standing? Read(DbDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new(
            row.GetString(first),
            (CrowdKind)row.GetInt32(first + 1),
            row.IsDBNull(first + 2) ? null : InstantConverter.FromMicroseconds(row.GetInt64(first + 2)),
            row.GetInt32(first + 3) == 1,
            row.IsDBNull(first + 4) ? null : InstantConverter.FromMicroseconds(row.GetInt64(first + 4)),
            row.IsDBNull(first + 5) ? null : row.GetInt32(first + 5),
            row.IsDBNull(first + 6) ? 0 : row.GetInt32(first + 6),
            row.IsDBNull(first + 7) ? 0 : row.GetInt32(first + 7),
            row.IsDBNull(first + 8) ? 0 : row.GetDouble(first + 8),
            row.IsDBNull(first + 9) ? null : InstantConverter.FromMicroseconds(row.GetInt64(first + 9)));

    /// <summary>What keeps a worker from new tasks of a project; null where nothing does.</summary>
    public static UnmetRule? ClaimBarOf(Standing? standing, Project project)
        => BarOf(standing)
            ?? (project.Gold is { BarsUntilTrained: true } && standing?.TrainingNeededAt is { } since
                ? new(Shortfall.TrainingNeeded, null, "", "needs the training again and a qualification", since)
                : null);

    /// <summary>What keeps a worker from everything in a project; null where nothing does.</summary>
    public static UnmetRule? BarOf(Standing? standing)
    {
        if (standing is null or { IsMember: false })
            return new(Shortfall.NotAMember, null, "", "is no member of the project");
        if (standing.QuarantinedAt is { } quarantined)
            return new(Shortfall.Quarantined, null, "", "is in quarantine and may appeal", quarantined);
        return standing.DeactivatedAt is { } since
            ? new(Shortfall.Deactivated, null, "", "was deactivated", since)
            : null;
    }
}
