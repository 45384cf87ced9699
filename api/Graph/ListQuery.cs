using System.Linq.Expressions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Graph;

/// <summary>
/// A list with its filters and its order, such that every page is a walk along one index: what a filter finds lies
/// together there, or is skipped in bounded number. Where several values are wanted, each has a walk of its own and
/// the pages are merged.
/// </summary>
/// <param name="db">Where the rows are.</param>
/// <param name="rows">All of the list.</param>
/// <param name="keys">Orders; the first one holds where none is asked for.</param>
public sealed class ListQuery<TEntity>(
    ActiveLabelDb db, IQueryable<TEntity> rows, params IReadOnlyList<ListKey<TEntity>> keys)
    where TEntity : class
{
    /// <summary>How many walks a list may be merged from.</summary>
    public const int WalksMax = 20;

    /// <summary>How deep filters may lie in 'and' and 'or'.</summary>
    public const int FilterDepthMax = 3;

    // Nothing in UTF-8 comes behind it: the end of all texts with one beginning.
    private const string LastCharacter = "\U0010FFFF";

    private IReadOnlyList<IQueryable<TEntity>> _walks = [rows];
    private (string Field, ListKey<TEntity> Key)? _bound;
    private int _filters;
    private bool _mayRepeat;

    /// <summary>Only rows with one of the values, of which an index knows the default order.</summary>
    /// <param name="field">As the schema names it.</param>
    /// <param name="values">Null for all rows.</param>
    public ListQuery<TEntity> Where<T>(
        string field, IReadOnlyList<T>? values, Expression<Func<TEntity, T>> column)
    {
        if (values is null)
            return this;
        if (values.Count * _walks.Count > WalksMax)
            throw Refuse($"Ask for at most {WalksMax} values of '{field}', over all filters together.");
        Bind(field, keys[0]);
        _walks = [.. _walks.SelectMany(walk => values.Select(
            value => walk.Where(Condition.Of(column, Expression.Equal, value))))];
        return this;
    }

    /// <summary>
    /// Only rows for which the filter holds, with what lies in its 'and' and 'or'. Every alternative has walks of its
    /// own: a row that several of them find is listed once.
    /// </summary>
    /// <param name="own">Applies what the filter says apart from those two.</param>
    public ListQuery<TEntity> Where<TFilter>(TFilter? filter, Action<ListQuery<TEntity>, TFilter> own)
        where TFilter : class, IFilterInput<TFilter>
        => filter is null ? this : Where(filter, own, depth: 1);

    /// <summary>Only rows for which it holds; that they are found fast is the caller's care.</summary>
    public ListQuery<TEntity> Where(Expression<Func<TEntity, bool>> condition)
    {
        _walks = [.. _walks.Select(walk => walk.Where(condition))];
        return this;
    }

    public ListQuery<TEntity> Where(TextKey<TEntity> key, TextFilterInput? filter)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (filter is null)
            return this;
        if (filter.IsRange)
            Bind(key.Name, key);
        CheckCount(key.Name, filter.In?.Count, filter.Nin?.Count);
        var column = key.Column;
        Add(filter.Eq, value => Condition.Of(column, Expression.Equal, value));
        Add(filter.Neq, value => Condition.Of(column, Expression.NotEqual, value));
        Add(filter.In, values => Condition.In(column, values));
        Add(filter.Nin, values => Condition.In(column, values, isIn: false));
        Add(filter.Gt, value => Condition.OfText(column, Expression.GreaterThan, value));
        Add(filter.Gte, value => Condition.OfText(column, Expression.GreaterThanOrEqual, value));
        Add(filter.Lt, value => Condition.OfText(column, Expression.LessThan, value));
        Add(filter.Lte, value => Condition.OfText(column, Expression.LessThanOrEqual, value));
        Add(filter.StartsWith, value => Condition.OfText(column, Expression.GreaterThanOrEqual, value));
        // These two compare text by its bytes: what begins so lies between two places of an index. SQL Server, which
        // compares as people do and knows no last character, finds the place by itself.
        Add(filter.StartsWith, value => db is SqliteDb or PostgreSqlDb
            ? Condition.OfText(column, Expression.LessThan, value + LastCharacter)
            : Condition.StartsWith(column, value));
        return this;
    }

    public ListQuery<TEntity> Where(NumberKey<TEntity, int> key, IntFilterInput? filter)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (filter is null)
            return this;
        if (filter.IsRange)
            Bind(key.Name, key);
        CheckCount(key.Name, filter.In?.Count, filter.Nin?.Count);
        var column = key.Column;
        AddNumber(filter.Eq, Expression.Equal);
        AddNumber(filter.Neq, Expression.NotEqual);
        Add(filter.In, values => Condition.In(column, values));
        Add(filter.Nin, values => Condition.In(column, values, isIn: false));
        AddNumber(filter.Gt, Expression.GreaterThan);
        AddNumber(filter.Gte, Expression.GreaterThanOrEqual);
        AddNumber(filter.Lt, Expression.LessThan);
        AddNumber(filter.Lte, Expression.LessThanOrEqual);
        return this;

        void AddNumber(int? value, Func<Expression, Expression, BinaryExpression> compare)
        {
            if (value is { } number)
                Where(Condition.Of(column, compare, number));
        }
    }

    /// <param name="order">What the client asks for; one field at the most.</param>
    /// <exception cref="RefusalError">No index knows the order with these filters; a cursor is of another.</exception>
    public async Task<Connection<TNode>> ReadAsync<TNode>(
        PageRequest page,
        IReadOnlyList<ISortInput>? order,
        Func<TEntity, TNode> node,
        CancellationToken cancellationToken)
        where TNode : class
    {
        ArgumentNullException.ThrowIfNull(page);
        var (key, isDescending) = KeyOf(order);
        if (_walks.Count == 0)
            return page.PageOf<TEntity, TNode>([], key.Cursors(), node);
        var cut = _walks.Select(walk => page.Cut(walk, key, isDescending)).ToList();
        if (cut.Count == 1)
            return page.PageOf(await cut[0].ToListAsync(cancellationToken), key.Cursors(), node);
        var merged = page.Order(cut.Aggregate((all, next) => all.Concat(next)), key, isDescending);
        if (!_mayRepeat)
            return page.PageOf(
                await merged.Take(page.Size + 1).ToListAsync(cancellationToken), key.Cursors(), node);
        var found = await merged.ToListAsync(cancellationToken);
        return page.PageOf([.. found.DistinctBy(key.Cursors()).Take(page.Size + 1)], key.Cursors(), node);
    }

    private ListQuery<TEntity> Where<TFilter>(TFilter filter, Action<ListQuery<TEntity>, TFilter> own, int depth)
        where TFilter : class, IFilterInput<TFilter>
    {
        if (depth > FilterDepthMax || ++_filters > WalksMax)
            throw Refuse($"Filter by at most {WalksMax} filters in all, {FilterDepthMax} deep.");
        own(this, filter);
        foreach (var each in filter.And ?? [])
            Where(each, own, depth + 1);
        if (filter.Or is not { } alternatives)
            return this;
        var (before, all) = (_walks, new List<IQueryable<TEntity>>());
        foreach (var each in alternatives)
        {
            _walks = before;
            Where(each, own, depth + 1);
            all.AddRange(_walks);
        }
        if (all.Count > WalksMax)
            throw Refuse($"Ask for at most {WalksMax} alternatives, over all filters together.");
        (_walks, _mayRepeat) = (all, _mayRepeat || alternatives.Count > 1);
        return this;
    }

    private (ListKey<TEntity> Key, bool IsDescending) KeyOf(IReadOnlyList<ISortInput>? order)
    {
        if (order is null or [])
            return (_bound?.Key ?? keys[0], false);
        if (order is not [var only]
            || only.Keys().Where(key => key.Direction is not null).ToList() is not [var (name, direction)])
            throw Refuse("Name one field in 'order'.");
        var wanted = keys.Single(key => key.Name == name);
        if (_bound is { } bound && bound.Key != wanted)
            throw Refuse($"What is filtered by '{bound.Field}' is listed in the order of '{bound.Key.Name}' alone.");
        return (wanted, direction == SortDirection.Desc);
    }

    private void Bind(string field, ListKey<TEntity> key)
    {
        if (_bound is { } bound && bound.Key != key)
            throw Refuse($"'{bound.Field}' and '{field}' cannot filter one list: no index knows both.");
        _bound = (field, key);
    }

    private void Add<T>(T? value, Func<T, Expression<Func<TEntity, bool>>> condition)
        where T : class
    {
        if (value is not null)
            Where(condition(value));
    }

    private static void CheckCount(string field, params IReadOnlyList<int?> counts)
    {
        if (counts.Any(count => count > PageRequest.SizeMax))
            throw Refuse($"Ask for at most {PageRequest.SizeMax} values of '{field}' at a time.");
    }

    private static RefusalError Refuse(string message) => new(RefusalError.BadUserInput, message);
}

/// <summary>One order of a list, as the client says it: each record names the fields that an index knows.</summary>
public interface ISortInput
{
    /// <returns>Every field that could be named, with what was said.</returns>
    IReadOnlyList<(string Key, SortDirection? Direction)> Keys();
}
