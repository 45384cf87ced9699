using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

/// <param name="Seed">What the random shares are drawn from; a project made again with it draws the same.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again.</param>
public sealed record NewProject(
    string Name, LabelSchema Schema, ProjectSettings Settings, long Seed, string IdempotencyKey);

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
            project, Pool.First, Pool.LabelStep, WorkerRequirement.Everybody, isExclusiveOnItem: true));
        once.Remember(db, hash, project.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        return new CreateProjectResult.Created(project);
    }

    private static string? ValidateName(string name)
        => string.IsNullOrWhiteSpace(name) || name.Length > Project.NameLengthMax
            ? $"A project name has 1 to {Project.NameLengthMax} characters."
            : null;
}
