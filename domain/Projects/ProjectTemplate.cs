using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Projects;

/// <summary>A project to start from: what is asked, what workers are told, how items go, and the policy.</summary>
/// <param name="Key">Stable name.</param>
/// <param name="UseCase">What it is for, in a few words.</param>
public sealed record ProjectTemplate(
    string Key,
    string Title,
    string UseCase,
    string Description,
    LabelSchema Schema,
    IReadOnlyList<InstructionExample> Examples,
    Workflow Workflow,
    ProjectSettings Settings);
