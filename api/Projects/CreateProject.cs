using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Projects;

/// <summary>A refusal that the caller can act on: what was wrong and what to do.</summary>
public sealed class InvalidProjectException(string message) : Exception(message);

/// <summary>Creates a project with its totals at zero.</summary>
public sealed class CreateProject(Writing writing, TimeProvider time)
{
    /// <exception cref="InvalidProjectException">The name, the schema or the settings are not usable.</exception>
    public async Task<Project> ExecuteAsync(
        OrganizationId organization,
        string name,
        LabelSchema schema,
        ProjectSettings settings,
        long seed,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(settings);
        var problem = ValidateName(name) ?? schema.Validate() ?? settings.Validate();
        if (problem is not null)
            throw new InvalidProjectException(problem);

        return await writing.ExecuteAsync(
            async (db, token) =>
            {
                var project = new Project
                {
                    OrganizationId = organization,
                    Name = name,
                    Schema = schema,
                    Settings = settings,
                    Seed = seed,
                    CreatedAt = time.GetUtcNow(),
                };
                db.Projects.Add(project);
                await db.SaveChangesAsync(token);
                db.Counters.Add(new ProjectCounters { ProjectId = project.Id, OrganizationId = organization });
                await db.SaveChangesAsync(token);
                return project;
            },
            cancellationToken);
    }

    private static string? ValidateName(string name)
        => string.IsNullOrWhiteSpace(name) || name.Length > Project.NameLengthMax
            ? $"A project name has 1 to {Project.NameLengthMax} characters."
            : null;
}
