using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

public sealed class WorkflowQueries
{
    /// <summary>The drafts and versions of a project's workflow, in the order they were made.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkflowVersionType>> WorkflowVersions(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.WorkflowVersions.AsNoTracking().Where(version => version.ProjectId == project.Id),
            version => version.Id,
            version => new WorkflowVersionType(version),
            cancellationToken);
    }

    /// <summary>Everything that keeps a workflow from being published; nothing where it is sound.</summary>
    /// <param name="workflow">It need not be a draft yet.</param>
    [Allow(Audience.Staff)]
    public static async Task<IReadOnlyList<WorkflowProblemType>> CheckWorkflow(
        Caller caller,
        [FromServices] ProjectAccess access,
        [Id] string projectId,
        WorkflowInput workflow,
        CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        return WorkflowProblemType.ListOf(WorkflowCheck.Check(workflow.ToWorkflow(), project.Schema));
    }

    /// <summary>What publishing a draft would do to the items in flight: publishing it does exactly this.</summary>
    /// <param name="workflowVersionId">The draft.</param>
    /// <param name="moves">Where items of a step go; steps of the same key keep theirs where nothing is said.</param>
    [Allow(Audience.Staff)]
    public static async Task<IReadOnlyList<StepMigrationType>> PreviewWorkflow(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] FindWorkflow findWorkflow,
        [FromServices] PreviewWorkflow preview,
        [Id] string workflowVersionId,
        CancellationToken cancellationToken,
        IReadOnlyList<StepMoveInput>? moves = null)
    {
        if (await findWorkflow.ExecuteAsync(caller, access, workflowVersionId, cancellationToken)
            is not var (project, version))
            throw new RefusalError(RefusalError.NotFound, "There is no such workflow version.");
        var said = await preview.ExecuteAsync(project, version, StepMoveInput.ToMoves(moves), cancellationToken);
        return said.Problem is { } problem
            ? throw new RefusalError(RefusalError.BadUserInput, problem)
            : [.. said.Steps.Select(step => new StepMigrationType(step))];
    }

    /// <summary>What a simulation said, item by item.</summary>
    /// <param name="operationId">The operation that simulated; the latest one of a project is kept.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<SimulatedItemType>> WorkflowSimulation(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string operationId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var id = GlobalId.Parse<OperationId>(operationId) ?? new(0);
        if (!await db.Operations.AnyAsync(
            operation => operation.Id == id && operation.OrganizationId == caller.OrganizationId, cancellationToken))
            throw new RefusalError(RefusalError.NotFound, "There is no such operation.");
        return await page.ReadAsync(
            db.SimulatedItems.AsNoTracking().Where(simulated => simulated.OperationId == id),
            simulated => simulated.ItemId,
            simulated => new SimulatedItemType(simulated),
            cancellationToken);
    }
}

/// <summary>Finds a version among the projects that a caller sees.</summary>
public sealed class FindWorkflow(IDbContextFactory<ActiveLabelDb> databases)
{
    /// <param name="id">As in the schema.</param>
    /// <returns>Null when the caller sees no such version.</returns>
    public async Task<(Project Project, WorkflowVersion Version)?> ExecuteAsync(
        Caller caller, ProjectAccess access, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(access);
        if (GlobalId.Parse<WorkflowVersionId>(id) is not { } versionId)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var version = await db.WorkflowVersions.AsNoTracking().SingleOrDefaultAsync(
            known => known.Id == versionId && known.OrganizationId == caller.OrganizationId, cancellationToken);
        return version is not null
            && await access.FindAsync(caller, GlobalId.Of(version.ProjectId), cancellationToken) is { } project
            ? (project, version)
            : null;
    }
}

/// <summary>Something that keeps a workflow from being published.</summary>
/// <param name="Step">Key of the step; null where it is about the whole.</param>
/// <param name="Code">For programs; it stays as it is.</param>
/// <param name="Message">For people: what is wrong and what to do.</param>
[Allow(Audience.Staff)]
public sealed record WorkflowProblemType(string? Step, string Code, string Message)
{
    internal static IReadOnlyList<WorkflowProblemType> ListOf(IReadOnlyList<WorkflowProblem> problems)
        => [.. problems.Select(problem => new WorkflowProblemType(problem.Step, problem.Code, problem.Message))];
}

/// <summary>What becomes of the items in flight in one step when a version comes into force.</summary>
[Allow(Audience.Staff)]
public sealed class StepMigrationType(StepMigration migration)
{
    /// <summary>Key of the step they are in.</summary>
    public string From => migration.From;

    /// <summary>Key of the step they go to.</summary>
    public string To => migration.To;

    /// <summary>How many items.</summary>
    public int Items => (int)migration.Items;

    /// <summary>Whether they keep their task, and what was done on it.</summary>
    public bool Stays => migration.Stays;
}
