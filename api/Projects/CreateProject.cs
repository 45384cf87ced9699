using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

/// <param name="Seed">What the random shares are drawn from; a project made again with it draws the same.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again.</param>
/// <param name="Requirement">What workers must bring for the label step; null for nothing.</param>
/// <param name="Workflow">The first version of the workflow; null for the default one.</param>
/// <param name="Examples">Of the first version of the instructions.</param>
public sealed record NewProject(
    string Name,
    LabelSchema Schema,
    ProjectSettings Settings,
    long Seed,
    string IdempotencyKey,
    WorkerRequirement? Requirement = null,
    Workflow? Workflow = null,
    IReadOnlyList<InstructionExample>? Examples = null)
{
    internal WorkerRequirement RequirementOrNone => Requirement ?? WorkerRequirement.Everybody;

    /// <summary>
    /// The workflow to begin with; its label steps require what the project does, where they say nothing.
    /// </summary>
    internal Workflow Definition => (Workflow ?? Workflow.Default) is var definition && Requirement is { } requirement
        ? definition with
        {
            Steps = [.. definition.Steps.Select(step => step is { Kind: StepKind.Label, Requirement: null }
                ? step with { Requirement = requirement }
                : step)],
        }
        : Workflow ?? Workflow.Default;

    internal string? WorkflowProblem => WorkflowCheck.Check(Definition, Schema) is [var problem, ..]
        ? problem.Message
        : null;
}

/// <summary>What became of a request for a project.</summary>
public abstract record CreateProjectResult
{
    /// <summary>Made now, or by an earlier request with the same key.</summary>
    public sealed record Created(Project Project) : CreateProjectResult;

    public sealed record Invalid(string Problem) : CreateProjectResult, IRefusal;

    public sealed record NameTaken(string Name) : CreateProjectResult, IRefusal;

    /// <summary>The key was used for another project; use a new key.</summary>
    public sealed record IdempotencyConflict : CreateProjectResult, IRefusal;
}

/// <summary>Creates a project with its totals at zero.</summary>
public sealed class CreateProject(Writing writing, TimeProvider time)
{
    public Task<CreateProjectResult> ExecuteAsync(
        OrganizationId organization, NewProject wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var problem = ValidateName(wanted.Name) ?? wanted.Schema.Validate() ?? wanted.Settings.Validate()
            ?? wanted.RequirementOrNone.Validate() ?? wanted.WorkflowProblem
            ?? Instructions.Validate(wanted.Schema, wanted.Schema.Instructions, wanted.Examples ?? [], note: null)
            ?? Idempotency.Validate(wanted.IdempotencyKey);
        return problem is not null
            ? Task.FromResult<CreateProjectResult>(new CreateProjectResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(organization), (db, token) => CreateAsync(db, organization, wanted, token), cancellationToken);
    }

    private async Task<CreateProjectResult> CreateAsync(
        ActiveLabelDb db, OrganizationId organization, NewProject wanted, CancellationToken cancellationToken)
    {
        var once = new Idempotency(organization, "createProject", wanted.IdempotencyKey);
        var hash = Idempotency.HashOf(wanted);
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new CreateProjectResult.Created(await db.Projects.AsNoTracking().SingleAsync(
                    project => project.Id == new ProjectId(earlier.ResultId), cancellationToken))
                : new CreateProjectResult.IdempotencyConflict();
        if (await db.Projects.AnyAsync(
            known => known.OrganizationId == organization && known.Name == wanted.Name, cancellationToken))
            return new CreateProjectResult.NameTaken(wanted.Name);

        var now = time.GetUtcNow();
        var project = new Project
        {
            OrganizationId = organization,
            Name = wanted.Name,
            Schema = wanted.Schema,
            Settings = wanted.Settings,
            Seed = wanted.Seed,
            CreatedAt = now,
        };
        db.Projects.Add(project);
        await db.SaveChangesAsync(cancellationToken);
        db.Ledger.Add(new() { ProjectId = project.Id, Sequence = 0, OrganizationId = organization });
        db.Pools.Add(Pool.Of(
            project, Pool.First, Pool.LabelStep, wanted.RequirementOrNone, isExclusiveOnItem: true));
        once.Remember(db, hash, project.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        await AddWorkflowAsync(db, project, wanted, now, cancellationToken);
        return new CreateProjectResult.Created(project);
    }

    private static async Task AddWorkflowAsync(
        ActiveLabelDb db, Project project, NewProject wanted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var version = new WorkflowVersion
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Version = project.WorkflowVersion,
            Definition = wanted.Definition,
            CreatedAt = now,
        };
        var pools = await AddSteps.ApplyAsync(db, project, version.Definition, cancellationToken)
            ?? throw new InvalidOperationException("A new project has no pools that could be too many.");
        version.Publish(pools, now);
        db.WorkflowVersions.Add(version);
        db.Instructions.Add(new()
        {
            ProjectId = project.Id,
            OrganizationId = project.OrganizationId,
            Version = project.InstructionsVersion,
            Text = project.Schema.Instructions,
            Examples = wanted.Examples ?? [],
            CreatedAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    private static string? ValidateName(string name)
        => string.IsNullOrWhiteSpace(name) || name.Length > Project.NameLengthMax
            ? $"A project name has 1 to {Project.NameLengthMax} characters."
            : null;
}
