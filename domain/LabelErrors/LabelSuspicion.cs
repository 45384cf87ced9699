namespace ActiveLabel.Domain.LabelErrors;

/// <summary>A consensus that a model speaks against.</summary>
/// <param name="Item">Index of the item.</param>
/// <param name="Given">Its consensus.</param>
/// <param name="Suggested">What the model holds for true.</param>
/// <param name="Margin">P(suggested) - P(given) by the model, 0 to 1; suspicions are ordered by it.</param>
/// <param name="ErrorProbability">
/// P(the consensus is wrong), judgements and model taken together as independent opinions.
/// </param>
public sealed record LabelSuspicion(int Item, int Given, int Suggested, double Margin, double ErrorProbability)
{
    /// <summary>Why a second look is asked for, in a sentence; labels by their names.</summary>
    public string Reason(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return $"The model holds '{labels[Suggested]}' for likelier than '{labels[Given]}' by {Margin:0 %}; with the "
            + $"judgements together the label is wrong with a probability of {ErrorProbability:0 %}.";
    }
}
