using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Predictions;

/// <summary>What the latest model version that scored an item says about it.</summary>
public sealed class ItemPrediction
{
    public required ItemId ItemId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ModelVersionId ModelVersionId { get; set; }

    /// <summary>K: calibrated, in the order of the question's choices, summing to one.</summary>
    public required float[] Probabilities { get; set; }

    /// <summary>Of the version's committee; null where it has none.</summary>
    public Disagreement? Disagreement { get; set; }

    public required DateTimeOffset ScoredAt { get; set; }
}

/// <summary>
/// What any version said about an item: of versions that served before, that run in the shadow, and that are run
/// elsewhere. What the serving version says is <see cref="ItemPrediction"/>; it comes here when another takes its
/// place.
/// </summary>
public sealed class PredictionRecord
{
    public required ItemId ItemId { get; init; }
    public required ModelVersionId ModelVersionId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>K: in the order of the question's choices, summing to one.</summary>
    public required float[] Probabilities { get; set; }

    /// <summary>Of the version's committee; null where it has none.</summary>
    public Disagreement? Disagreement { get; set; }

    public required DateTimeOffset ScoredAt { get; set; }
}
