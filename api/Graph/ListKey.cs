using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace ActiveLabel.Api.Graph;

/// <summary>
/// An order of a list: a column that an index knows and whose values are unique in the list. Pages are cut along it.
/// </summary>
/// <param name="name">As the schema names it.</param>
/// <param name="prefix">Marks its cursors: those of another order are refused.</param>
public abstract class ListKey<TEntity>(string name, string prefix)
{
    private static readonly ConcurrentDictionary<MemberInfo, Delegate> Readers = new();

    public string Name => name;

    protected string Prefix => prefix;

    /// <summary>The rows between two cursors; null where there is no bound.</summary>
    internal abstract IQueryable<TEntity> Between(IQueryable<TEntity> rows, string? lower, string? upper);

    internal abstract IQueryable<TEntity> Order(IQueryable<TEntity> rows, bool isDescending);

    internal abstract Func<TEntity, string> Cursors();

    /// <summary>One delegate for each column serves all requests.</summary>
    protected static Func<TEntity, TKey> Compiled<TKey>(Expression<Func<TEntity, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Body is MemberExpression { Expression: ParameterExpression } member
            ? (Func<TEntity, TKey>)Readers.GetOrAdd(
                member.Member, static (_, expression) => expression.Compile(), (LambdaExpression)key)
            : key.Compile(preferInterpretation: true);
    }
}

/// <summary>An order along typed ids or numbers.</summary>
public sealed class NumberKey<TEntity, TId>(
    string name, Expression<Func<TEntity, TId>> key, string prefix = Cursor.Number) : ListKey<TEntity>(name, prefix)
    where TId : struct
{
    /// <summary>The column.</summary>
    internal Expression<Func<TEntity, TId>> Column => key;

    internal override IQueryable<TEntity> Between(IQueryable<TEntity> rows, string? lower, string? upper)
    {
        if (lower is not null)
            rows = rows.Where(Condition.Of(key, Expression.GreaterThan, Parse(lower)));
        return upper is null ? rows : rows.Where(Condition.Of(key, Expression.LessThan, Parse(upper)));
    }

    internal override IQueryable<TEntity> Order(IQueryable<TEntity> rows, bool isDescending)
        => isDescending ? rows.OrderByDescending(key) : rows.OrderBy(key);

    internal override Func<TEntity, string> Cursors()
    {
        var read = Compiled(key);
        return row => Cursor.Of(IdOf<TId>.Read(read(row)), Prefix);
    }

    private TId Parse(string cursor) => IdOf<TId>.Create(Cursor.Parse(cursor, Prefix));
}

/// <summary>An order along a text, as the database compares it.</summary>
public sealed class TextKey<TEntity>(string name, Expression<Func<TEntity, string>> key)
    : ListKey<TEntity>(name, name + ":")
{
    /// <summary>The column.</summary>
    internal Expression<Func<TEntity, string>> Column => key;

    internal override IQueryable<TEntity> Between(IQueryable<TEntity> rows, string? lower, string? upper)
    {
        if (lower is not null)
            rows = rows.Where(Condition.OfText(key, Expression.GreaterThan, Cursor.ParseText(lower, Prefix)));
        return upper is null
            ? rows
            : rows.Where(Condition.OfText(key, Expression.LessThan, Cursor.ParseText(upper, Prefix)));
    }

    internal override IQueryable<TEntity> Order(IQueryable<TEntity> rows, bool isDescending)
        => isDescending ? rows.OrderByDescending(key) : rows.OrderBy(key);

    internal override Func<TEntity, string> Cursors()
    {
        var read = Compiled(key);
        return row => Cursor.OfText(read(row), Prefix);
    }
}
