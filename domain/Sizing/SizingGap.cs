namespace ActiveLabel.Domain.Sizing;

/// <summary>What is missing before a curve says anything.</summary>
public enum SizingGapKind
{
    /// <summary>Sizes at which the curve was measured: too few to see how it bends.</summary>
    Sizes,

    /// <summary>The largest size, as a multiple of the smallest: too close together to see a trend.</summary>
    SizeRatio,

    /// <summary>Items on the control arm: too few to tell a trend from noise.</summary>
    ControlItems,

    /// <summary>The width of the 90 % interval at twice the labels seen: too wide to say anything.</summary>
    IntervalWidth,
}

/// <summary>What a curve lacks before anything can be said about it.</summary>
/// <param name="Have">How much there is.</param>
/// <param name="Need">How much there must be; for the width, at the most.</param>
public readonly record struct SizingGap(SizingGapKind Kind, double Have, double Need)
{
    /// <summary>The gap in words.</summary>
    public string Message => Kind switch
    {
        SizingGapKind.Sizes =>
            $"The curve has {Have:0} {(Have == 1 ? "size" : "sizes")}; at least {Need:0} are needed to see how it "
            + "bends.",
        SizingGapKind.SizeRatio =>
            $"The largest size is {Have:0.0} times the smallest; at least {Need:0.0} times is needed.",
        SizingGapKind.ControlItems =>
            $"The control arm has {Have:0} {(Have == 1 ? "item" : "items")}; about {Need:0} are needed to tell the "
            + "curve from its noise.",
        _ => $"The accuracy at twice the labels is known to {Have:0.00} only, and at most {Need:0.00} says something: "
            + "measure at more sizes.",
    };
}
