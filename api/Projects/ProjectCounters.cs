using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Projects;

/// <summary>
/// Maintained totals of a project, so that no request ever counts rows: its latest <see cref="LedgerEntry"/>.
/// </summary>
public sealed class ProjectCounters
{
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Sequence of the latest event.</summary>
    public long EventSequence { get; init; }

    public long Items { get; init; }
    public long DoneItems { get; init; }
    public long Judgements { get; init; }
    public long Skips { get; init; }

    /// <summary>Judgements still wanted by tasks that are not closed, leased ones included.</summary>
    public long SlotsWanted { get; init; }

    public long SlotsLeased { get; init; }

    /// <summary>Items that have a consensus.</summary>
    public long JudgedItems { get; init; }

    /// <summary>Confidence of the consensus, summed over those items.</summary>
    public double ConfidenceSum { get; init; }

    /// <summary>Seconds workers took for their judgements, summed.</summary>
    public double HandlingSeconds { get; init; }

    /// <summary>What its judgements and decisions cost, in its currency.</summary>
    public double Spent { get; init; }
}

public sealed class ProjectCountersMapping : IEntityTypeConfiguration<ProjectCounters>
{
    // One step to the end of the ledger for each project asked for.
    private const string LatestEntries =
        """
        SELECT l."ProjectId", l."OrganizationId", l."Sequence" AS "EventSequence", l."Items", l."DoneItems",
               l."Judgements", l."Skips", l."SlotsWanted", l."SlotsLeased", l."JudgedItems", l."ConfidenceSum",
               l."HandlingSeconds", l."Spent"
        FROM "Projects" AS p INNER JOIN "Ledger" AS l ON l."ProjectId" = p."Id" AND l."Sequence" =
          (SELECT MAX(e."Sequence") FROM "Ledger" AS e WHERE e."ProjectId" = p."Id")
        """;

    public void Configure(EntityTypeBuilder<ProjectCounters> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToSqlQuery(LatestEntries);
        builder.HasKey(counters => counters.ProjectId);
    }
}
