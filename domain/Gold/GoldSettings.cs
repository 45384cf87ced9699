namespace ActiveLabel.Domain.Gold;

/// <summary>How a project measures its workers by items with a known answer.</summary>
/// <param name="Rates">How much of a worker's work is gold.</param>
/// <param name="ExposuresMax">A gold item is retired after so many answers, 1 to 10,000.</param>
/// <param name="GivesFeedback">Whether a worker is told at once whether he was right.</param>
/// <param name="ActiveTarget">So many gold items are kept in use where items can be promoted, 0 to 10,000.</param>
/// <param name="PromotesAt">
/// An item whose consensus is at least this sure becomes gold when some is wanted; null for never.
/// </param>
/// <param name="TrainingBelow">
/// Who answers a smaller share of gold rightly needs the training again, 0 to 1; null for nobody.
/// </param>
/// <param name="BarsUntilTrained">
/// Whether whoever needs the training gets no task of the project until he has passed a qualification again.
/// </param>
public sealed record GoldSettings(
    GoldPolicy Rates,
    int ExposuresMax = 200,
    bool GivesFeedback = false,
    int ActiveTarget = 50,
    double? PromotesAt = null,
    double? TrainingBelow = 0.7,
    bool BarsUntilTrained = false)
{
    public const int CountMax = 10_000;

    /// <returns>What is wrong with it and what to do, or null.</returns>
    public string? Validate()
    {
        if (Rates is not { RateMin: >= 0, RateMax: <= 0.5 } || Rates.RateMin > Rates.RateMax)
            return "The rates must lie between 0 and 0.5, the least not above the most.";
        if (Rates.HalfWidthTarget is not (> 0 and < 0.45))
            return "halfWidthTarget must lie between 0 and 0.45.";
        if (ExposuresMax is < 1 or > CountMax || ActiveTarget is < 0 or > CountMax)
            return $"exposuresMax and activeTarget go up to {CountMax:N0}.";
        if (TrainingBelow is not (null or (> 0 and < 1)))
            return "trainingBelow must lie between 0 and 1.";
        return PromotesAt is null or (>= 0.9 and < 1)
            ? null
            : "promotesAt must lie between 0.9 and 1: gold that is wrong punishes the workers who are right.";
    }
}
