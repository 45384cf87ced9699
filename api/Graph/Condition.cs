using System.Linq.Expressions;

namespace ActiveLabel.Api.Graph;

/// <summary>Conditions on one column, with their values as parameters: one plan serves all requests.</summary>
internal static class Condition
{
    public static Expression<Func<TEntity, bool>> Of<TEntity, T>(
        Expression<Func<TEntity, T>> column, Func<Expression, Expression, BinaryExpression> compare, T value)
        => Expression.Lambda<Func<TEntity, bool>>(compare(column.Body, Parameter(value)), column.Parameters);

    public static Expression<Func<TEntity, bool>> OfText<TEntity>(
        Expression<Func<TEntity, string>> column,
        Func<Expression, Expression, BinaryExpression> compare,
        string value)
    {
        var comparison = Expression.Call(
            typeof(string), nameof(string.Compare), typeArguments: null, column.Body, Parameter(value));
        return Expression.Lambda<Func<TEntity, bool>>(
            compare(comparison, Expression.Constant(0)), column.Parameters);
    }

    public static Expression<Func<TEntity, bool>> StartsWith<TEntity>(
        Expression<Func<TEntity, string>> column, string value)
        => Expression.Lambda<Func<TEntity, bool>>(
            Expression.Call(column.Body, nameof(string.StartsWith), typeArguments: null, Parameter(value)),
            column.Parameters);

    /// <param name="isIn">False for those that are none of the values.</param>
    public static Expression<Func<TEntity, bool>> In<TEntity, T>(
        Expression<Func<TEntity, T>> column, IReadOnlyList<T> values, bool isIn = true)
    {
        var contains = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [typeof(T)],
            Parameter<IEnumerable<T>>([.. values]), column.Body);
        return Expression.Lambda<Func<TEntity, bool>>(isIn ? contains : Expression.Not(contains), column.Parameters);
    }

    // A field of an object, not a constant: EF Core makes a parameter of it.
    private static MemberExpression Parameter<T>(T value)
        => Expression.Field(Expression.Constant(new Bound<T>(value)), nameof(Bound<T>.Value));

    private sealed class Bound<T>(T value)
    {
        public readonly T Value = value;
    }
}
