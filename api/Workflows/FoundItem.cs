using System.Data.Common;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Workflows;

/// <summary>
/// An item with the workflow that leads it, read by one prepared statement: every judgement asks for it, and few move
/// it. Nothing of it is tracked.
/// </summary>
/// <param name="Judged">Slots of the task that are filled, those included that are set aside.</param>
/// <param name="Latest">The item's latest task that counts.</param>
internal sealed record FoundItem(Item Item, WorkflowVersion Version, int Judged, int SetAside, TaskId? Latest)
{
    private static readonly TextMemo<IReadOnlyDictionary<string, int>> Counts = new(
        JsonColumn.Read<IReadOnlyDictionary<string, int>>);

    /// <exception cref="InvalidOperationException">The project has no such item.</exception>
    public static async Task<FoundItem> ReadAsync(
        ActiveLabelDb db, Project project, ItemId id, TaskId task, CancellationToken cancellationToken)
        => (await Sql.QueryAsync(
            db,
            SqlDialect.Of(db.Database).Queue.FindItem,
            [("@item", id.Value), ("@project", project.Id.Value), ("@task", task.Value), ("@isVoid", false)],
            Read,
            cancellationToken)).Single();

    private static FoundItem Read(DbDataReader row) => new(
        ReadItem(row),
        ReadVersion(row),
        (int)row.GetInt64(21),
        (int)row.GetInt64(22),
        row.IsDBNull(23) ? null : new TaskId(row.GetInt64(23)));

    private static Item ReadItem(DbDataReader row) => Item.Recorded(
        new()
        {
            OrganizationId = new(row.GetInt64(1)),
            ProjectId = new(row.GetInt64(2)),
            ExternalId = row.GetString(3),
            Arm = (Arm)row.GetInt32(4),
            IsModelBlind = row.GetBoolean(5),
            Attributes = row.GetString(6),
            IsGold = row.GetBoolean(7),
            CreatedAt = InstantOf(row, 8),
        },
        new(row.GetInt64(0)),
        new(
            (ItemState)row.GetInt32(9),
            row.IsDBNull(10) ? null : InstantOf(row, 10),
            row.GetInt32(11),
            row.GetString(12),
            InstantOf(row, 13),
            row.IsDBNull(14) ? null : InstantOf(row, 14),
            Counts.Read(row.GetString(15)),
            row.GetDouble(16),
            row.IsDBNull(24) ? null : row.GetString(24)));

    // A version that leads items is in force, and never changes again.
    private static WorkflowVersion ReadVersion(DbDataReader row)
    {
        var version = new WorkflowVersion
        {
            OrganizationId = new(row.GetInt64(1)),
            ProjectId = new(row.GetInt64(2)),
            Version = row.GetInt32(11),
            Definition = WorkflowVersionMapping.Known.Read(row.GetString(17)),
            CreatedAt = InstantOf(row, 19),
        };
        version.Publish(Counts.Read(row.GetString(18)), InstantOf(row, 20));
        return version;
    }

    private static DateTimeOffset InstantOf(DbDataReader row, int column)
        => InstantConverter.FromMicroseconds(row.GetInt64(column));
}
