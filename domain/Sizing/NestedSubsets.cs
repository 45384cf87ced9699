using System.Globalization;
using ActiveLabel.Domain.Items;

namespace ActiveLabel.Domain.Sizing;

/// <summary>A part of the labels on which a trial model is trained, for a point of the learning curve.</summary>
/// <param name="Arm"><see cref="CurveArm.Arrival"/> or <see cref="CurveArm.RandomDraw"/>.</param>
/// <param name="Labels">How many.</param>
/// <param name="Draw">From 1; 0 for what came first, which is not drawn.</param>
public readonly record struct NestedSubset(CurveArm Arm, int Labels, int Draw);

/// <summary>
/// The parts of a project's labels that its learning curves are measured on: 8, 16, 32 ... labels, each within the next
/// one, so that a single retrain tells the curve from its beginning.
/// </summary>
/// <remarks>
/// The sizes are the same at every retrain: a point that is known is measured again only where the control arm, and
/// with it the project, has grown by <see cref="ControlGrowth"/>. What came first ends before the size of the model
/// that is to serve, which is a point itself. From a random arm of R labels as many draws of n are taken as fit into it
/// side by side, at most <see cref="DrawsMax"/>: more would mostly be the same labels.
/// </remarks>
public static class NestedSubsets
{
    /// <summary>Fewer labels make no model.</summary>
    public const int SizeMin = 8;

    /// <summary>Draws of one size from the random arm.</summary>
    public const int DrawsMax = 3;

    /// <summary>A point is measured again when the control arm has so many times the items it had.</summary>
    public const double ControlGrowth = 1.5;

    /// <summary>The largest part of what came, against all of it.</summary>
    public const double ArrivalShareMax = 0.75;

    /// <summary>Trial models of one retrain.</summary>
    public const int TrialsMax = 24;

    /// <summary>Labels that these are trained on in all, against those of the model that is to serve.</summary>
    public const double LabelsShareMax = 1.5;

    // A project of this size is measured whole at its first retrain.
    private const int LabelsFree = 1_000;

    /// <summary>
    /// What to measure now: what is not known first, by rising size, then what was measured on the fewest control items
    /// against now. What is too much for one retrain is left to the next.
    /// </summary>
    /// <param name="arrived">Labels that may be trained on.</param>
    /// <param name="random">Of them, those of the random arm.</param>
    /// <param name="controlItems">Items that a model is measured on now.</param>
    /// <param name="known">Items that each part was last measured on.</param>
    public static IReadOnlyList<NestedSubset> Plan(
        int arrived, int random, int controlItems, IReadOnlyDictionary<NestedSubset, int> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var room = Math.Max(LabelsFree, arrived * LabelsShareMax);
        var wanted = Of(arrived, random)
            .Where(subset => controlItems >= known.GetValueOrDefault(subset) * ControlGrowth)
            .OrderBy(subset => known.GetValueOrDefault(subset)).ThenBy(subset => subset.Labels)
            .ThenBy(subset => subset.Draw);
        return [.. wanted.Take(TrialsMax).TakeWhile(subset => (room -= subset.Labels) >= 0)];
    }

    /// <summary>All parts that there are of so many labels.</summary>
    public static IEnumerable<NestedSubset> Of(int arrived, int random)
    {
        for (long size = SizeMin; size <= arrived * ArrivalShareMax; size *= 2)
            yield return new(CurveArm.Arrival, (int)size, Draw: 0);
        for (long size = SizeMin; size <= random; size *= 2)
            for (var draw = 1; draw <= Math.Min(DrawsMax, random / size); draw++)
                yield return new(CurveArm.RandomDraw, (int)size, draw);
    }

    /// <summary>
    /// The members of a draw, the first n in an order by chance that is its own: n of them lie within 2 n of them.
    /// </summary>
    /// <param name="seed">Of the project.</param>
    /// <param name="keyOf">What names a label, on any machine.</param>
    public static IEnumerable<T> Draw<T>(
        IEnumerable<T> labels, Func<T, long> keyOf, long seed, int draw, int count)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(keyOf);
        var purpose = string.Create(CultureInfo.InvariantCulture, $"subset {draw}");
        return labels.OrderBy(label => RandomShares.Draw(
                seed, purpose, keyOf(label).ToString(CultureInfo.InvariantCulture)))
            .ThenBy(keyOf).Take(count);
    }
}
