namespace ActiveLabel.Domain.Predictions;

/// <summary>A part of a text.</summary>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">Behind its last one.</param>
/// <param name="Confidence">0 to 1.</param>
public readonly record struct FoundSpan(int Start, int End, string Label, double Confidence);

/// <summary>A rectangle in an image, in pixels of the image as it was given.</summary>
/// <param name="Confidence">0 to 1.</param>
public readonly record struct FoundBox(
    double Left, double Top, double Width, double Height, string Label, double Confidence)
{
    /// <summary>Intersection over union, 0 to 1.</summary>
    public double Overlap(FoundBox other)
    {
        var width = Math.Min(Left + Width, other.Left + other.Width) - Math.Max(Left, other.Left);
        var height = Math.Min(Top + Height, other.Top + other.Height) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
            return 0;
        var both = width * height;
        return both / ((Width * Height) + (other.Width * other.Height) - both);
    }
}

/// <summary>One number for an item in which several things are found: how much a judgement of it would tell.</summary>
/// <remarks>
/// An item is as doubtful as the most doubtful decision in it: 1 - the least confidence, of what was found and of what
/// was left out alike. A sum would put the longest item first, and a mean hide one doubtful thing among many plain
/// ones.
/// </remarks>
public static class StructuredUncertainty
{
    /// <param name="confidences">Of what was found.</param>
    /// <param name="leastElsewhere">The least confidence with which anything was left out; 1 where nothing was.</param>
    /// <returns>0 (certain) to 1.</returns>
    public static double Of(IReadOnlyList<double> confidences, double leastElsewhere)
    {
        ArgumentNullException.ThrowIfNull(confidences);
        return 1 - Math.Clamp(confidences.Append(leastElsewhere).Min(), 0, 1);
    }
}
