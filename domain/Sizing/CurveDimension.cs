namespace ActiveLabel.Domain.Sizing;

/// <summary>Of what a learning curve is.</summary>
public enum CurveDimension
{
    /// <summary>All of a project.</summary>
    Project = 0,

    /// <summary>The items of one label: how many of them are recognised.</summary>
    Class = 1,

    /// <summary>The items with one value of an attribute.</summary>
    Slice = 2,

    /// <summary>The items of one use case: the value of their attribute <c>useCase</c>.</summary>
    UseCase = 3,
}

/// <summary>A part of a project's items that has a learning curve of its own.</summary>
/// <param name="Key">The label, "attribute=value", or the use case; empty for all of a project.</param>
public sealed record CurveSlice(CurveDimension Dimension, string Key)
{
    public const int KeyLengthMax = 210;

    /// <summary>Curves of one dimension that are kept: those with the most control items.</summary>
    public const int KeysMax = 50;

    /// <summary>On fewer control items a curve of a slice would be noise alone.</summary>
    public const int ControlItemsMin = 10;

    private const string UseCaseAttribute = "useCase";

    public static CurveSlice All { get; } = new(CurveDimension.Project, "");

    /// <summary>The slices that an item lies in, all of a project left out.</summary>
    /// <param name="attributes">Those that are told apart.</param>
    public static IEnumerable<CurveSlice> Of(string label, IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        yield return new(CurveDimension.Class, label);
        foreach (var (name, value) in attributes)
            if (name == UseCaseAttribute)
                yield return new(CurveDimension.UseCase, value);
            else if (name.Length + 1 + value.Length <= KeyLengthMax)
                yield return new(CurveDimension.Slice, $"{name}={value}");
    }
}
