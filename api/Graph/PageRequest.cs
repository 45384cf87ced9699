using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
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

    private static readonly ConcurrentDictionary<(Type, MemberInfo), Delegate> Readers = new();

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
    /// <param name="id">A typed id, or a long.</param>
    /// <param name="isDescending">Whether the list begins with the greatest.</param>
    public async Task<Connection<TNode>> ReadAsync<TEntity, TId, TNode>(
        IQueryable<TEntity> rows,
        Expression<Func<TEntity, TId>> id,
        Func<TEntity, TNode> node,
        CancellationToken cancellationToken,
        bool isDescending = false)
        where TId : struct
        where TNode : class
    {
        ArgumentNullException.ThrowIfNull(id);
        var (lower, upper) = isDescending ? (Before, After) : (After, Before);
        if (lower is not null)
            rows = rows.Where(Compare(id, Expression.GreaterThan, IdOf<TId>.Create(Cursor.Parse(lower))));
        if (upper is not null)
            rows = rows.Where(Compare(id, Expression.LessThan, IdOf<TId>.Create(Cursor.Parse(upper))));
        var ordered = isDescending == IsFromTheEnd ? rows.OrderBy(id) : rows.OrderByDescending(id);
        var found = await ordered.Take(Size + 1).ToListAsync(cancellationToken);
        var read = Compiled(id);
        return PageOf(found, row => Cursor.Of(IdOf<TId>.Read(read(row))), node);
    }

    /// <summary>The same in the order of a text that is unique in the list.</summary>
    public async Task<Connection<TNode>> ReadByTextAsync<TEntity, TNode>(
        IQueryable<TEntity> rows,
        Expression<Func<TEntity, string>> key,
        Func<TEntity, TNode> node,
        CancellationToken cancellationToken,
        bool isDescending = false)
        where TNode : class
    {
        ArgumentNullException.ThrowIfNull(key);
        var (lower, upper) = isDescending ? (Before, After) : (After, Before);
        if (lower is not null)
            rows = rows.Where(CompareText(key, Expression.GreaterThan, Cursor.ParseText(lower)));
        if (upper is not null)
            rows = rows.Where(CompareText(key, Expression.LessThan, Cursor.ParseText(upper)));
        var ordered = isDescending == IsFromTheEnd ? rows.OrderBy(key) : rows.OrderByDescending(key);
        var found = await ordered.Take(Size + 1).ToListAsync(cancellationToken);
        var read = Compiled(key);
        return PageOf(found, row => Cursor.Of(read(row)), node);
    }

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

    // Keys are plain properties: one delegate for each serves all requests.
    private static Func<TEntity, TKey> Compiled<TEntity, TKey>(Expression<Func<TEntity, TKey>> key)
        => key.Body is MemberExpression { Expression: ParameterExpression } member
            ? (Func<TEntity, TKey>)Readers.GetOrAdd(
                (typeof(TEntity), member.Member), static (_, expression) => expression.Compile(), (LambdaExpression)key)
            : key.Compile(preferInterpretation: true);

    private static Expression<Func<TEntity, bool>> Compare<TEntity, TId>(
        Expression<Func<TEntity, TId>> id, Func<Expression, Expression, BinaryExpression> compare, TId bound)
        => Expression.Lambda<Func<TEntity, bool>>(compare(id.Body, Parameter(bound)), id.Parameters);

    private static Expression<Func<TEntity, bool>> CompareText<TEntity>(
        Expression<Func<TEntity, string>> key, Func<Expression, Expression, BinaryExpression> compare, string bound)
    {
        var comparison = Expression.Call(
            typeof(string), nameof(string.Compare), typeArguments: null, key.Body, Parameter(bound));
        return Expression.Lambda<Func<TEntity, bool>>(compare(comparison, Expression.Constant(0)), key.Parameters);
    }

    // A field of an object, not a constant: EF Core makes a parameter of it, and one plan serves all pages.
    private static MemberExpression Parameter<T>(T value)
        => Expression.Field(Expression.Constant(new Bound<T>(value)), nameof(Bound<T>.Value));

    private static RefusalError Refuse(string message) => new(RefusalError.BadUserInput, message);

    private sealed class Bound<T>(T value)
    {
        public readonly T Value = value;
    }
}
