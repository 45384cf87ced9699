namespace ActiveLabel.Domain.Agreement;

/// <summary>Why there is no coefficient of agreement.</summary>
public enum AgreementUndefined
{
    /// <summary>No item has two judgements.</summary>
    NothingToCompare = 0,

    /// <summary>
    /// All judgements that can be compared are the same label: what chance would agree on is everything, and nothing is
    /// left to measure against.
    /// </summary>
    NoVariation = 1,
}

/// <summary>A coefficient of agreement: 1 is perfect, 0 what chance gives, below it worse than chance.</summary>
/// <param name="Value">Null where it is undefined.</param>
/// <param name="Low">
/// Lower end of the 95 % bootstrap interval, items drawn with replacement; null where hardly a draw has a value.
/// </param>
/// <param name="High">Upper end of it.</param>
/// <param name="ItemCount">Items with two judgements or more.</param>
/// <param name="JudgementCount">Judgements of those items.</param>
/// <param name="Undefined">Null where there is a value.</param>
public sealed record AgreementEstimate(
    double? Value, double? Low, double? High, int ItemCount, int JudgementCount, AgreementUndefined? Undefined)
{
    /// <summary>What the reason means and what can be done; null where there is a value.</summary>
    public string? Explanation => Undefined switch
    {
        AgreementUndefined.NothingToCompare =>
            "No item has two judgements: ask for a second one of some items, or widen the slice.",
        AgreementUndefined.NoVariation =>
            $"All {JudgementCount} judgements of {ItemCount} items are the same label: agreement by chance cannot be "
            + "told from agreement that means something. Widen the slice until other labels are in it.",
        _ => null,
    };
}
