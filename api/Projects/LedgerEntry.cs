using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Projects;

/// <summary>
/// The totals of a project after one of its transactions. Each adds a row to the end of the ledger instead of changing
/// one that all have in common: a row that changes with every transaction leaves a dead version behind each time, and
/// while a long snapshot is open everybody reads past all of them.
/// </summary>
public sealed class LedgerEntry
{
    public required ProjectId ProjectId { get; init; }

    /// <summary>Sequence of the transaction's last event; 0 for the row that a project begins with.</summary>
    public required long Sequence { get; init; }

    public required OrganizationId OrganizationId { get; init; }
    public long Items { get; init; }
    public long DoneItems { get; init; }
    public long Judgements { get; init; }
    public long Skips { get; init; }
    public long SlotsWanted { get; init; }
    public long SlotsLeased { get; init; }
    public long JudgedItems { get; init; }
    public double ConfidenceSum { get; init; }
    public double HandlingSeconds { get; init; }
    public double Spent { get; init; }
}

public sealed class LedgerEntryMapping : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Ledger", table => table.HasCheckConstraint(
            "CK_Ledger_Slots", "\"SlotsLeased\" >= 0 AND \"SlotsWanted\" >= \"SlotsLeased\""));
        // A row is made out of the one before it, with its organization: only the first needs to point at the project,
        // and that is there while it is made.
        builder.HasKey(entry => new { entry.ProjectId, entry.Sequence });
    }
}
