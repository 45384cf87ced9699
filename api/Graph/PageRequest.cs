using System.Linq.Expressions;
using ActiveLabel.Api.Transport;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Graph;

/// <summary>
/// How much of a list is asked for. Pages are cut by key: none costs more than another, and what is added or taken
/// away elsewhere moves nothing on them.
/// </summary>
public sealed record PageRequest
{
    public const int SizeMax = 100;
    public const int SizeDefault = 25;

    /// <exception cref="RefusalError">The size is out of range, or both ends are asked for.</exception>
    public PageRequest(int? first, string? after, int? last = null, string? before = null)
    {
        if (first is not null && last is not null)
            throw Refuse("Ask for 'first' or 'last', not for both.");
        if (first is < 1 or > SizeMax)
            throw Refuse($"'first' must lie between 1 and {SizeMax}.");
        if (last is < 1 or > SizeMax)
            throw Refuse($"'last' must lie between 1 and {SizeMax}.");
        (Size, After, Before) = (first ?? last ?? SizeDefault, after, before);
        IsFromTheEnd = last is not null;
    }

    public int Size { get; }

    /// <summary>Cursor that the page begins after.</summary>
    public string? After { get; }

    /// <summary>Cursor that the page ends before.</summary>
    public string? Before { get; }

    /// <summary>Whether the page is the end of what lies between its cursors, and not the beginning.</summary>
    public bool IsFromTheEnd { get; }

    /// <summary>The key that the page begins after; keys are positive.</summary>
    public long AfterKey => After is null ? 0 : Cursor.Parse(After);

    /// <summary>Runs the query for the page of a list in the order of its ids.</summary>
    /// <param name="id">A typed id, or a number.</param>
    public async Task<Connection<TNode>> ReadAsync<TEntity, TId, TNode>(
        IQueryable<TEntity> rows,
        Expression<Func<TEntity, TId>> id,
        Func<TEntity, TNode> node,
        CancellationToken cancellationToken)
        where TId : struct
        where TNode : class
    {
        var key = new NumberKey<TEntity, TId>("id", id);
        var found = await Cut(rows, key, isDescending: false).ToListAsync(cancellationToken);
        return PageOf(found, key.Cursors(), node);
    }

    /// <summary>The page from the end it is asked from, and one more row if there is one.</summary>
    /// <param name="isDescending">Whether the list begins with the greatest.</param>
    internal IQueryable<TEntity> Cut<TEntity>(IQueryable<TEntity> rows, ListKey<TEntity> key, bool isDescending)
    {
        var (lower, upper) = isDescending ? (Before, After) : (After, Before);
        return Order(key.Between(rows, lower, upper), key, isDescending).Take(Size + 1);
    }

    internal IQueryable<TEntity> Order<TEntity>(IQueryable<TEntity> rows, ListKey<TEntity> key, bool isDescending)
        => key.Order(rows, isDescending != IsFromTheEnd);

    /// <summary>The page of a list that is short and at hand, in the order of its keys.</summary>
    public Connection<TNode> Cut<TNode>(IEnumerable<TNode> all, Func<TNode, long> key)
        where TNode : class
    {
        ArgumentNullException.ThrowIfNull(key);
        var (lower, upper) = (AfterKey, Before is null ? long.MaxValue : Cursor.Parse(Before));
        var between = all.Where(node => key(node) > lower && key(node) < upper);
        return PageOf(
            [.. (IsFromTheEnd ? between.Reverse() : between).Take(Size + 1)],
            node => Cursor.Of(key(node)),
            node => node);
    }

    /// <param name="rows">The page from the end it is asked from, and one more row if there is one.</param>
    public Connection<TNode> PageOf<TEntity, TNode>(
        IReadOnlyList<TEntity> rows, Func<TEntity, string> cursor, Func<TEntity, TNode> node)
        where TNode : class
    {
        ArgumentNullException.ThrowIfNull(rows);
        var edges = rows.Take(Size).Select(row => new Edge<TNode>(() => cursor(row), node(row))).ToList();
        if (IsFromTheEnd)
            edges.Reverse();
        var isCut = rows.Count > Size;
        return new(edges, new(
            HasNextPage: IsFromTheEnd ? Before is not null : isCut,
            HasPreviousPage: IsFromTheEnd ? isCut : After is not null,
            edges.FirstOrDefault()?.Cursor,
            edges.LastOrDefault()?.Cursor));
    }

    private static RefusalError Refuse(string message) => new(RefusalError.BadUserInput, message);
}
