using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Domain.Predictions;

public readonly record struct ModelVersionId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ModelVersionId left, ModelVersionId right) => left.Value > right.Value;

    public static bool operator <(ModelVersionId left, ModelVersionId right) => left.Value < right.Value;
}

/// <summary>What became of a model version.</summary>
public enum ModelStage
{
    /// <summary>Trained and not yet judged fit to serve.</summary>
    Candidate = 0,

    /// <summary>Pre-labels and ranks; one version of a project at the most.</summary>
    Serving = 1,

    /// <summary>Served once, until a later version took its place.</summary>
    Retired = 2,

    /// <summary>Was worse on the control arm than what served.</summary>
    Rejected = 3,
}

/// <summary>One trained model of a project, what it was trained on and how good it is.</summary>
public sealed class ModelVersion
{
    public ModelVersionId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>Counted from 1 within the project.</summary>
    public required int Version { get; init; }

    public ModelStage Stage { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Labeled items that its weights were fitted on.</summary>
    public required int Labels { get; init; }

    /// <summary>Greater than one where the raw model was overconfident.</summary>
    public required double Temperature { get; init; }

    /// <summary>Of the ONNX file, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>On the control arm; null while no control item is done.</summary>
    public ControlMeasurement? Measurement { get; init; }

    /// <summary>Why it serves or not, in words.</summary>
    public required string Decision { get; set; }

    /// <summary>Whether it was trained on judgements that no longer count, or without some that do again.</summary>
    public bool IsStale { get; set; }

    public ModelReference Reference => ReferenceOf(ProjectId, Version);

    public static ModelReference ReferenceOf(ProjectId project, int version)
        => new($"project-{project.Value}", version);
}
