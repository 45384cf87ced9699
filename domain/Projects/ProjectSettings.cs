using System.Text.Json.Serialization;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Domain.Projects;

/// <summary>How the queue of a project is ordered.</summary>
public enum Strategy
{
    /// <summary>The project's choice for its users: typical items first, then uncertain ones of all kinds.</summary>
    Default = 0,

    /// <summary>At random, by hash of the external id.</summary>
    Random = 1,

    /// <summary>The items first whose two top labels are the closest.</summary>
    Margin = 2,

    /// <summary>The most uncertain first, by the entropy of the prediction.</summary>
    Entropy = 3,

    /// <summary>The items first whose top label is the least probable.</summary>
    LeastConfidence = 4,

    /// <summary>
    /// The items first about which a committee of models disagrees most, by mutual information; by the margin while
    /// the model that serves has no committee.
    /// </summary>
    Bald = 5,

    /// <summary>The same by the entropy of the committee's votes.</summary>
    VoteEntropy = 6,
}

/// <param name="JudgementsMin">Judgements asked for every item, 1 to <paramref name="JudgementsMax"/>.</param>
/// <param name="JudgementsMax">
/// The most judgements asked for an item outside the control arm, 1 to 15: more than the least while its consensus is
/// below the question's target confidence.
/// </param>
/// <param name="ControlJudgements">Judgements asked for every control-arm item, 1 to 15.</param>
/// <param name="TargetAccuracy">What the model is to reach on the control arm; the sizing estimate aims at it.</param>
/// <param name="LeaseSeconds">How long a worker holds a task without a heartbeat, 10 to 86,400.</param>
/// <param name="LeasesMax">How many tasks of the project a worker may hold at a time, 1 to 50.</param>
/// <param name="Budget">
/// What the judgements and decisions of the project may cost in all, in its currency; null where there is no bound.
/// Nobody gets a task that it does not pay for.
/// </param>
/// <param name="RandomWithoutGain">
/// Whether the queue is in random order while the latest comparison with the random arm shows no gain.
/// </param>
/// <param name="Learner">How the project's own models learn.</param>
/// <param name="ClassBalance">
/// How far each batch of the ranked queue evens out what is labeled: 0 not at all, to 1, where every item of it has the
/// most probable choice with the fewest labels so far.
/// </param>
/// <param name="SliceQuotas">Shares of each batch of the ranked queue; null for none.</param>
/// <param name="Committee">
/// Members that the project's own linear models get beside them, 0 or 2 to 16; a strategy that asks a committee gets
/// one anyway.
/// </param>
/// <param name="EmbedderId">
/// The embedder on whose vectors the project's own models are trained; null where they read items.
/// </param>
public sealed record ProjectSettings(
    RandomShares Shares,
    Strategy Strategy = Strategy.Default,
    int JudgementsMin = 1,
    int JudgementsMax = 3,
    int ControlJudgements = 3,
    int LeaseSeconds = 600,
    double TargetAccuracy = 0.9,
    int LeasesMax = ProjectSettings.LeasesLimit,
    double? Budget = null,
    bool RandomWithoutGain = false,
    Learner Learner = Learner.Default,
    double ClassBalance = 0,
    IReadOnlyList<SliceQuota>? SliceQuotas = null,
    int Committee = 0,
    ModelVersionId? EmbedderId = null)
{
    public const int JudgementsLimit = 15;
    public const int LeasesLimit = 50;
    public const double BudgetLimit = 1e12;

    public IReadOnlyList<SliceQuota> SliceQuotas { get; init; } = SliceQuotas ?? [];

    /// <summary>Whether batches are made otherwise than the strategy would.</summary>
    [JsonIgnore]
    public bool HasQuotas => ClassBalance > 0 || SliceQuotas.Count > 0;

    /// <summary>Members that the next model gets beside it, where it can have any.</summary>
    [JsonIgnore]
    public int CommitteeSize => Committee > 0 ? Committee
        : AcquisitionFunctions.AsksCommittee(Strategy) ? Disagreement.CommitteeDefault : 0;

    /// <returns>What is wrong with the settings and what to do, or null.</returns>
    public string? Validate()
    {
        if (JudgementsMax is < 1 or > JudgementsLimit || ControlJudgements is < 1 or > JudgementsLimit)
            return $"An item gets 1 to {JudgementsLimit} judgements; correct judgementsMax or controlJudgements.";
        if (JudgementsMin < 1 || JudgementsMin > JudgementsMax)
            return "judgementsMin must lie between 1 and judgementsMax.";
        if (LeasesMax is < 1 or > LeasesLimit)
            return $"A worker may hold 1 to {LeasesLimit} tasks at a time; correct leasesMax.";
        if (TargetAccuracy is not (> 0 and < 1))
            return "targetAccuracy must lie between 0 and 1.";
        if (Budget is not (null or (>= 0 and <= BudgetLimit)))
            return $"budget must lie between 0 and {BudgetLimit:N0}; leave it out where there is no bound.";
        if (ClassBalance is not (>= 0 and <= 1))
            return "classBalance must lie between 0 (as the strategy has it) and 1 (as even as can be).";
        if (SliceQuota.Validate(SliceQuotas) is { } problem)
            return problem;
        if (HasQuotas && Strategy == Strategy.Random)
            return "A random order keeps no quotas: choose another strategy, or set classBalance to 0 and sliceQuotas "
                + "to an empty list.";
        if (Committee is not (0 or (>= 2 and <= Disagreement.CommitteeMax)))
            return $"A committee has 2 to {Disagreement.CommitteeMax} members; 0 is what the strategy asks.";
        return LeaseSeconds is < 10 or > 86_400
            ? "leaseSeconds must lie between 10 and 86,400 (one day)."
            : Shares.Validate();
    }
}
