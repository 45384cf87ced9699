using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Storage;

/// <summary>
/// Reads a page for each of several keys in one statement: a walk along an index for each, which ends where its page
/// does. Asked for with <c>SelectMany</c>, a database numbers all rows of each key to find the first of them.
/// </summary>
internal static class EachPage
{
    /// <param name="keys">No more than a page of parents has.</param>
    /// <param name="pageOf">Ordered, and cut where the page ends.</param>
    public static async Task<List<T>> ReadAsync<TKey, T>(
        IReadOnlyList<TKey> keys, Func<TKey, IQueryable<T>> pageOf, CancellationToken cancellationToken)
        where T : class
        => keys.Count == 0
            ? []
            : await keys.Select(pageOf).Aggregate((all, next) => all.Concat(next)).AsNoTracking()
                .ToListAsync(cancellationToken);
}
