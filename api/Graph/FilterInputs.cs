using GraphQL;

namespace ActiveLabel.Api.Graph;

/// <summary>Which of a few values; the list keeps the order of its arrival.</summary>
/// <param name="Eq">This one.</param>
/// <param name="In">One of these; at most 20.</param>
public sealed record FilterInput<T>(T? Eq = null, IReadOnlyList<T>? In = null)
    where T : struct, Enum
{
    /// <returns>The values that are wanted; null where nothing was said.</returns>
    internal IReadOnlyList<T>? Read() => FilterValues.Read(Eq is { } one ? [one] : null, In);
}

/// <summary>Which of the things that have an id; the list keeps the order of its arrival.</summary>
/// <param name="Eq">This one.</param>
/// <param name="In">One of these; at most 20.</param>
public sealed record IdFilterInput(
    [property: Id] string? Eq = null, [property: Id] IReadOnlyList<string>? In = null)
{
    /// <returns>The ids that are wanted, those of other types left out; null where nothing was said.</returns>
    internal IReadOnlyList<TId>? Read<TId>()
        where TId : struct
        => FilterValues.Read(Eq is { } one ? [one] : null, In) is { } texts
            ? [.. texts.Select(GlobalId.Parse<TId>).OfType<TId>()]
            : null;
}

/// <summary>Which of the things that have a key of their own; the list keeps the order of its arrival.</summary>
/// <param name="Eq">This one.</param>
/// <param name="In">One of these; at most 20.</param>
public sealed record KeyFilterInput(string? Eq = null, IReadOnlyList<string>? In = null)
{
    /// <returns>The keys that are wanted; null where nothing was said.</returns>
    internal IReadOnlyList<string>? Read() => FilterValues.Read(Eq is { } one ? [one] : null, In);
}

/// <summary>Which texts, as the database compares them. A range is listed in the order of the text.</summary>
/// <param name="Eq">This one.</param>
/// <param name="Neq">Not this one.</param>
/// <param name="In">One of these; at most 100.</param>
/// <param name="Nin">None of these; at most 100.</param>
/// <param name="Gt">Behind this one.</param>
/// <param name="Gte">This one, or behind it.</param>
/// <param name="Lt">Before this one.</param>
/// <param name="Lte">This one, or before it.</param>
/// <param name="StartsWith">Begins so; one character at least.</param>
public sealed record TextFilterInput(
    string? Eq = null,
    string? Neq = null,
    IReadOnlyList<string>? In = null,
    IReadOnlyList<string>? Nin = null,
    string? Gt = null,
    string? Gte = null,
    string? Lt = null,
    string? Lte = null,
    string? StartsWith = null)
{
    internal bool IsRange => (Gt ?? Gte ?? Lt ?? Lte ?? StartsWith) is not null;
}

/// <summary>Which numbers. A range is listed in the order of the number.</summary>
/// <param name="Eq">This one.</param>
/// <param name="Neq">Not this one.</param>
/// <param name="In">One of these; at most 100.</param>
/// <param name="Nin">None of these; at most 100.</param>
/// <param name="Gt">Greater than this one.</param>
/// <param name="Gte">This one, or greater.</param>
/// <param name="Lt">Less than this one.</param>
/// <param name="Lte">This one, or less.</param>
public sealed record IntFilterInput(
    int? Eq = null,
    int? Neq = null,
    IReadOnlyList<int>? In = null,
    IReadOnlyList<int>? Nin = null,
    int? Gt = null,
    int? Gte = null,
    int? Lt = null,
    int? Lte = null)
{
    internal bool IsRange => (Gt ?? Gte ?? Lt ?? Lte) is not null;
}

/// <summary>Which times. The list keeps the order of its arrival.</summary>
/// <param name="Gt">Later than this.</param>
/// <param name="Gte">At this time, or later.</param>
/// <param name="Lt">Before this.</param>
/// <param name="Lte">Up to this time.</param>
public sealed record DateTimeFilterInput(
    DateTimeOffset? Gt = null, DateTimeOffset? Gte = null, DateTimeOffset? Lt = null, DateTimeOffset? Lte = null);

/// <summary>A filter that can be said of several at once.</summary>
public interface IFilterInput<out TSelf>
    where TSelf : class
{
    /// <summary>All of these hold, too.</summary>
    IReadOnlyList<TSelf>? And { get; }

    /// <summary>At least one of these holds, too.</summary>
    IReadOnlyList<TSelf>? Or { get; }
}

internal static class FilterValues
{
    /// <summary>All that is said must hold.</summary>
    public static IReadOnlyList<T>? Read<T>(IReadOnlyList<T>? eq, IReadOnlyList<T>? oneOf)
        => eq is null || oneOf is null ? (eq ?? oneOf)?.Distinct().ToList() : [.. eq.Intersect(oneOf)];
}
