using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

public sealed class TemplateQueries
{
    /// <summary>Projects to start from, by use case.</summary>
    [Allow(Audience.Staff)]
    public static Connection<ProjectTemplateType> ProjectTemplates(
        int? first = null, string? after = null, int? last = null, string? before = null)
        => new PageRequest(first, after, last, before).Cut(
            TemplateGallery.All.Select((template, index) => new ProjectTemplateType(template, index + 1)),
            template => template.Place);

    /// <summary>The versions of a project's instructions, in their order.</summary>
    [Allow(Audience.Everybody)]
    public static async Task<Connection<InstructionsType>> InstructionsHistory(
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
            db.Instructions.AsNoTracking().Where(version => version.ProjectId == project.Id)
                .Select(version => new { Key = (long)version.Version, Version = version }),
            version => version.Key,
            version => new InstructionsType(version.Version),
            cancellationToken);
    }
}

/// <summary>A project to start from.</summary>
[Allow(Audience.Staff)]
public sealed class ProjectTemplateType(ProjectTemplate template, int place)
{
    internal long Place => place;

    /// <summary>Stable name: createProject takes it.</summary>
    public string Key => template.Key;

    /// <summary>What it is called.</summary>
    public string Title => template.Title;

    /// <summary>What it is for, in a few words.</summary>
    public string UseCase => template.UseCase;

    /// <summary>What such a project does.</summary>
    public string Description => template.Description;

    /// <summary>What workers are asked, and told.</summary>
    public LabelSchemaType Schema => new(template.Schema);

    /// <summary>Examples that the instructions begin with.</summary>
    public IReadOnlyList<InstructionExampleType> Examples
        => [.. template.Examples.Select(example => new InstructionExampleType(
            example.Content, example.QuestionKey, example.Choice, example.Why))];

    /// <summary>The steps that items go through.</summary>
    public IReadOnlyList<StepType> Steps => [.. template.Workflow.Steps.Select(step => new StepType(step))];

    /// <summary>How it is run.</summary>
    public ProjectSettingsType Settings => new(template.Settings);
}
