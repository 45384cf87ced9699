namespace ActiveLabel.Domain.Sizing;

/// <summary>A point of a learning curve as it was measured.</summary>
/// <param name="ModelLabels">
/// Labels that the model was trained on in all; for the curve of a label, slice or use case more than the point has.
/// </param>
/// <param name="Draw">Which of several draws of so many labels; 0 for what is not drawn.</param>
public readonly record struct MeasuredPoint(int ModelLabels, int Draw, CurvePoint Point);

/// <summary>What of all that was measured a fit may rest on.</summary>
/// <remarks>
/// One measurement for each size and draw: the latest, which has the most control items and the labels as they stand.
/// Models of nearly as many labels are nearly the same model on the same control items; all of them together would make
/// a busy project's curve look surer than it is, and so sizes closer than <see cref="SizeStep"/> count as one, too.
/// </remarks>
public static class MeasuredCurve
{
    /// <summary>Of sizes closer than this factor only the one measured last counts.</summary>
    public const double SizeStep = 1.19;

    /// <param name="points">In the order in which they were measured.</param>
    /// <returns>Those that count, in that order.</returns>
    public static IReadOnlyList<MeasuredPoint> Latest(IReadOnlyList<MeasuredPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var kept = new List<MeasuredPoint>();
        for (var index = points.Count - 1; index >= 0; index--)
            if (!kept.Exists(later => IsSame(later, points[index])))
                kept.Add(points[index]);
        kept.Reverse();
        return kept;
    }

    private static bool IsSame(MeasuredPoint one, MeasuredPoint other)
        => one.Draw == other.Draw
            && Math.Max(one.ModelLabels, other.ModelLabels) < SizeStep * Math.Min(one.ModelLabels, other.ModelLabels);
}
