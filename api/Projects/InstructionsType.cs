using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

/// <summary>One version of what workers are told, with examples; it never changes.</summary>
[Allow(Audience.Everybody)]
public sealed class InstructionsType(Instructions instructions)
{
    /// <summary>Counted from 1.</summary>
    public int Version => instructions.Version;

    /// <summary>What workers are told before they begin.</summary>
    public string Text => instructions.Text;

    /// <summary>Items as they could come, and how to answer them.</summary>
    public IReadOnlyList<InstructionExampleType> Examples
        => [.. instructions.Examples.Select(example => new InstructionExampleType(
            example.Content, example.QuestionKey, example.Choice, example.Why))];

    /// <summary>What is new; null where nothing was said.</summary>
    public string? Note => instructions.Note;

    public DateTimeOffset CreatedAt => instructions.CreatedAt;

    /// <summary>The versions in force.</summary>
    internal static async Task<IReadOnlyDictionary<ProjectId, InstructionsType>> FetchInForceAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => await (
            from project in db.Projects
            join version in db.Instructions on new { ProjectId = project.Id, Version = project.InstructionsVersion }
                equals new { version.ProjectId, version.Version }
            where project.OrganizationId == organization && projects.Contains(project.Id)
            select version).AsNoTracking().ToDictionaryAsync(
                version => version.ProjectId, version => new InstructionsType(version), cancellationToken);
}

/// <summary>An item as it could come, and how to answer it.</summary>
/// <param name="Content">What the worker would see.</param>
/// <param name="QuestionKey">The question it is an example for.</param>
/// <param name="Choice">Key of the right choice.</param>
/// <param name="Why">Why it is right; null where that is plain.</param>
[Allow(Audience.Everybody)]
public sealed record InstructionExampleType(string Content, string QuestionKey, string Choice, string? Why);
