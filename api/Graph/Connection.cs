using ActiveLabel.Api.Security;

namespace ActiveLabel.Api.Graph;

/// <summary>A page of a list.</summary>
/// <param name="Edges">What is on the page, each with its cursor.</param>
/// <param name="PageInfo">Where the page lies in its list.</param>
[Allow(Audience.Everybody)]
public sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : class
{
    /// <summary>What is on the page, without the cursors.</summary>
    public IReadOnlyList<T> Nodes => [.. Edges.Select(edge => edge.Node)];
}

/// <summary>One place in a list.</summary>
/// <param name="cursor">Made when somebody asks: most pages are read without them.</param>
[Allow(Audience.Everybody)]
public sealed class Edge<T>(Func<string> cursor, T node)
    where T : class
{
    /// <summary>Asks for what comes after it, or before it.</summary>
    public string Cursor => cursor();

    /// <summary>What is there.</summary>
    public T Node => node;
}

/// <summary>Where a page lies in its list.</summary>
/// <param name="HasNextPage">Whether there is more behind the page.</param>
/// <param name="HasPreviousPage">Whether there is more before the page.</param>
/// <param name="StartCursor">The first of the page; null where it is empty.</param>
/// <param name="EndCursor">The last of the page; null where it is empty.</param>
[Allow(Audience.Everybody)]
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
