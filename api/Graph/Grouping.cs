namespace ActiveLabel.Api.Graph;

public static class Grouping
{
    /// <summary>The values of each key, in the order they come.</summary>
    public static IReadOnlyDictionary<TKey, IReadOnlyList<TValue>> ByKey<TSource, TKey, TValue>(
        this IEnumerable<TSource> source, Func<TSource, TKey> key, Func<TSource, TValue> value)
        where TKey : notnull
        => source.GroupBy(key, value).ToDictionary(group => group.Key, IReadOnlyList<TValue> (group) => [.. group]);
}
