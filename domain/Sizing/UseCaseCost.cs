namespace ActiveLabel.Domain.Sizing;

/// <summary>What the labels of one use case are expected to cost.</summary>
/// <param name="LabelsNow">Labels of the use case that the latest model was trained on.</param>
/// <param name="LabelsNeeded">For the target by its own curve; null while that says nothing.</param>
public sealed record UseCaseCurve(string Key, int LabelsNow, int? LabelsNeeded);

/// <param name="LabelsExpected">For the target; null while no curve of any use case says anything.</param>
/// <param name="IsMeasured">Whether its own curve says so; else it is taken to cost as much as the first.</param>
/// <param name="OfFirst">Labels of this by labels of the first; 1 by assumption, null while nothing is known.</param>
public sealed record UseCaseCost(
    string Key, int LabelsNow, int? LabelsExpected, bool IsMeasured, double? OfFirst)
{
    /// <summary>
    /// Each added use case costs as much data as the first until its own curve says otherwise: what a model learns of
    /// one helps with the next less than one hopes.
    /// </summary>
    /// <param name="useCases">The first one first.</param>
    public static IReadOnlyList<UseCaseCost> Of(IReadOnlyList<UseCaseCurve> useCases)
    {
        ArgumentNullException.ThrowIfNull(useCases);
        // The first use case that is known stands for those that are not: the first one, once its curve is long enough.
        var first = useCases.FirstOrDefault(useCase => useCase.LabelsNeeded is not null)?.LabelsNeeded;
        return [.. useCases.Select(useCase => new UseCaseCost(
            useCase.Key,
            useCase.LabelsNow,
            useCase.LabelsNeeded ?? first,
            useCase.LabelsNeeded is not null,
            (useCase.LabelsNeeded ?? first) is { } needed && first is > 0 ? needed / (double)first : null))];
    }
}
