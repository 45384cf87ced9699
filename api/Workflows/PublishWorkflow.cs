using ActiveLabel.Api.Events;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>What became of a request to publish a draft.</summary>
public abstract record PublishResult
{
    /// <param name="Migration">The run that moves the items in flight.</param>
    public sealed record Published(WorkflowVersion Version, Operation Migration) : PublishResult;

    /// <summary>The workflow is not as it must be.</summary>
    public sealed record Unsound(IReadOnlyList<WorkflowProblem> Problems) : PublishResult, IRefusal;

    public sealed record Invalid(string Problem) : PublishResult, IRefusal;

    /// <summary>An earlier version is still moving its items.</summary>
    public sealed record Busy : PublishResult, IRefusal;
}

/// <summary>What the run that moves items is told.</summary>
/// <param name="Version">The version that came into force.</param>
/// <param name="From">The version that was in force.</param>
public sealed record MigrationRequest(int Version, int From, IReadOnlyDictionary<string, string> Moves);

/// <summary>
/// Brings a draft into force: new items follow it at once, and an operation moves those in flight as the preview said.
/// </summary>
public sealed class PublishWorkflow(Writing writing, OperationQueue queue, TimeProvider time)
{
    /// <param name="moves">As in the preview.</param>
    public async Task<PublishResult> ExecuteAsync(
        Project project,
        WorkflowVersionId id,
        IReadOnlyDictionary<string, string> moves,
        string actor,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var result = await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => PublishAsync(db, project, id, moves, actor, token),
            cancellationToken);
        if (result is PublishResult.Published published)
            queue.Enqueue(published.Migration.Id);
        return result;
    }

    private async Task<PublishResult> PublishAsync(
        ActiveLabelDb db,
        Project project,
        WorkflowVersionId id,
        IReadOnlyDictionary<string, string> moves,
        string actor,
        CancellationToken cancellationToken)
    {
        // Two who publish at once come one after the other.
        await db.Projects.Where(known => known.Id == project.Id).ExecuteUpdateAsync(
            set => set.SetProperty(known => known.WorkflowVersion, known => known.WorkflowVersion), cancellationToken);
        var version = await db.WorkflowVersions.SingleAsync(
            known => known.Id == id && known.ProjectId == project.Id, cancellationToken);
        var current = await SendItem.VersionInForceAsync(db, project.Id, cancellationToken);
        if (version.PublishedAt is not null)
            return new PublishResult.Invalid(
                $"Version {version.Version} was published already; draft it again to bring it back.");
        if (WorkflowCheck.Check(version.Definition, project.Schema) is { Count: > 0 } problems)
            return new PublishResult.Unsound(problems);
        if (new WorkflowMigration(current.Definition, version.Definition, moves).Validate() is { } problem)
            return new PublishResult.Invalid(problem);
        if (await AddSteps.ApplyAsync(db, project, version.Definition, cancellationToken) is not { } pools)
            return new PublishResult.Invalid("The project has as many pools as it may; give steps equal requirements.");
        var now = time.GetUtcNow();
        var input = WorkflowJson.Write(new MigrationRequest(version.Version, current.Version, moves));
        if (await StartOperation.AddAsync(db, project, Job.MigrateItems, input, now, cancellationToken) is not { } run)
            return new PublishResult.Busy();
        version.Publish(pools, now);
        await db.Projects.Where(known => known.Id == project.Id).ExecuteUpdateAsync(
            set => set.SetProperty(known => known.WorkflowVersion, version.Version), cancellationToken);
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(),
            [
                new(EventKind.WorkflowPublished, Details: WorkflowJson.Write(
                    new PublishedDetails(version.Version, actor))),
                OperationEvents.Changed(run),
            ],
            now,
            cancellationToken);
        return new PublishResult.Published(version, run);
    }

    private sealed record PublishedDetails(int Version, string Actor);
}
