using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>What becomes of the items in flight in one step when a version comes into force.</summary>
/// <param name="From">Key of the step they are in.</param>
/// <param name="To">Key of the step they go to.</param>
/// <param name="Items">How many.</param>
/// <param name="Stays">Whether they keep their task, and what was done on it.</param>
public sealed record StepMigration(string From, string To, long Items, bool Stays);

/// <summary>What publishing a version would do to the items in flight.</summary>
/// <param name="Problem">What is wrong with the moves; null where nothing is.</param>
public sealed record WorkflowPreview(IReadOnlyList<StepMigration> Steps, string? Problem);

/// <summary>
/// Says what publishing a version would do, from maintained totals and the very mapping that is used.
/// </summary>
public sealed class PreviewWorkflow(IDbContextFactory<ActiveLabelDb> databases)
{
    /// <param name="moves">Where items of a step go; steps of the same key stay where nothing is said.</param>
    public async Task<WorkflowPreview> ExecuteAsync(
        Project project,
        WorkflowVersion draft,
        IReadOnlyDictionary<string, string> moves,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(draft);
        await using var db = await databases.OpenAsync(new(project.OrganizationId, project.Id), cancellationToken);
        var migration = await MigrationAsync(db, project, draft, moves, cancellationToken);
        return migration.Validate() is { } problem
            ? new([], problem)
            : new(await CountAsync(db, project, migration, cancellationToken), Problem: null);
    }

    internal static async Task<WorkflowMigration> MigrationAsync(
        ActiveLabelDb db,
        Project project,
        WorkflowVersion draft,
        IReadOnlyDictionary<string, string> moves,
        CancellationToken cancellationToken)
        => new((
            await SendItem.VersionInForceAsync(db, project.Id, cancellationToken)).Definition, draft.Definition, moves);

    internal static async Task<IReadOnlyList<StepMigration>> CountAsync(
        ActiveLabelDb db, Project project, WorkflowMigration migration, CancellationToken cancellationToken)
    {
        var totals = await db.StepTotals.AsNoTracking()
            .Where(row => row.ProjectId == project.Id && row.Items > 0)
            .OrderBy(row => row.StepKey).ToListAsync(cancellationToken);
        // A step that no version knows by that key any more still has its items; what is done stays done.
        return [.. totals.Where(row => migration.From.Find(row.StepKey)?.Kind != StepKind.Done)
            .Select(row => new StepMigration(
                row.StepKey, migration.TargetOf(row.StepKey), row.Items, migration.Keeps(row.StepKey)))];
    }
}
