using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Misconduct;

/// <summary>One kind of misconduct, as it is kept.</summary>
/// <param name="PartnerId">The other worker of a collusion; null otherwise.</param>
public sealed record KeptEvidence(
    MisconductKind Kind, double Probability, double LogBayesFactor, string Explanation, long? PartnerId);

/// <summary>What a worker's answers in a project say about his honesty, as last looked at.</summary>
public sealed class WorkerMisconduct
{
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Posterior probability of misconduct of any kind, 0 to 1.</summary>
    public required double Probability { get; init; }

    /// <summary>ln(p / (1 - p)).</summary>
    public required double LogOdds { get; init; }

    /// <summary>The most probable kind first.</summary>
    public required IReadOnlyList<KeptEvidence> Evidence { get; init; }

    /// <summary>How many answers it rests on.</summary>
    public required int AnswerCount { get; init; }

    /// <summary>Place among the project's workers, 1 for the most suspicious.</summary>
    public required int Place { get; set; }

    public required DateTimeOffset InspectedAt { get; init; }
}
