using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Graph;

/// <summary>A page of a list.</summary>
[Allow(Role.Administrator, Role.Worker)]
public sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : class
{
    /// <summary>What is on the page, without the cursors.</summary>
    public IReadOnlyList<T> Nodes => [.. Edges.Select(edge => edge.Node)];
}

/// <summary>One place in a list.</summary>
/// <param name="Cursor">Asks for what comes after it.</param>
[Allow(Role.Administrator, Role.Worker)]
public sealed record Edge<T>(string Cursor, T Node)
    where T : class;

/// <summary>Where a page lies in its list.</summary>
[Allow(Role.Administrator, Role.Worker)]
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>How much of a list is asked for: pages are cut by key, so that no page costs more than another.</summary>
public sealed record PageRequest
{
    public const int SizeMax = 100;

    /// <exception cref="RefusalError">The size is out of range, or the cursor is none.</exception>
    public PageRequest(int first, string? after)
    {
        if (first is < 1 or > SizeMax)
            throw new RefusalError(RefusalError.BadUserInput, $"'first' must lie between 1 and {SizeMax}.");
        (First, After) = (first, after is null ? 0 : Cursor.Parse(after));
        IsFirstPage = after is null;
    }

    public int First { get; }

    /// <summary>The key that the page begins after; keys are positive.</summary>
    public long After { get; }

    public bool IsFirstPage { get; }

    /// <summary>Runs the query for the page.</summary>
    /// <param name="ordered">What lies after <see cref="After"/>, in the order of its keys.</param>
    public async Task<Connection<TNode>> ReadAsync<TEntity, TNode>(
        IOrderedQueryable<TEntity> ordered,
        Func<TEntity, long> key,
        Func<TEntity, TNode> node,
        CancellationToken cancellationToken)
        where TNode : class
    {
        var rows = await ordered.Take(First + 1).ToListAsync(cancellationToken);
        return PageOf(rows, key, node);
    }

    /// <summary>The page of a list that is short and at hand, in the order of its keys.</summary>
    public Connection<TNode> Cut<TNode>(IEnumerable<TNode> all, Func<TNode, long> key)
        where TNode : class
        => PageOf([.. all.Where(node => key(node) > After).Take(First + 1)], key, node => node);

    /// <param name="rows">The page, and one more row if there is one.</param>
    public Connection<TNode> PageOf<TEntity, TNode>(
        IReadOnlyList<TEntity> rows, Func<TEntity, long> key, Func<TEntity, TNode> node)
        where TNode : class
    {
        var edges = rows.Take(First).Select(row => new Edge<TNode>(Cursor.Of(key(row)), node(row))).ToList();
        return new(edges, new(
            HasNextPage: rows.Count > First,
            HasPreviousPage: !IsFirstPage,
            edges.FirstOrDefault()?.Cursor,
            edges.LastOrDefault()?.Cursor));
    }
}
