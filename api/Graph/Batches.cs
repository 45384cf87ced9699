using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Graph;

/// <summary>Reads what belongs to many keys in one query, within one organization.</summary>
/// <returns>What was found; a key that has nothing is left out.</returns>
public delegate Task<IReadOnlyDictionary<TKey, TValue>> Fetch<TKey, TValue>(
    ActiveLabelDb db, OrganizationId organization, IReadOnlyList<TKey> keys, CancellationToken cancellationToken)
    where TKey : notnull;

/// <summary>
/// Collects the keys that the fields of one level of an answer ask for, and reads them together. One instance serves
/// one operation; nothing is kept from one level to the next, for a mutation in between may have changed it.
/// </summary>
public sealed class Batches(IDbContextFactory<ActiveLabelDb> databases)
{
    /// <summary>More keys are read in several queries.</summary>
    public const int KeysMax = 500;

    private readonly Dictionary<Delegate, object> _rounds = [];
    private readonly Lock _gate = new();

    /// <param name="fetch">A static method: fields that name the same one share its query.</param>
    /// <returns>Null for a key that has nothing.</returns>
    public IDataLoaderResult<TValue?> Find<TKey, TValue>(Caller caller, TKey key, Fetch<TKey, TValue> fetch)
        where TKey : notnull
        where TValue : class
    {
        var round = Join(caller, key, fetch);
        return new Pending<TValue?>(async cancellationToken =>
            (await round.ReadAsync(cancellationToken)).GetValueOrDefault(key));
    }

    /// <summary>For what must be there, such as the end of a foreign key.</summary>
    public IDataLoaderResult<TValue> Get<TKey, TValue>(Caller caller, TKey key, Fetch<TKey, TValue> fetch)
        where TKey : notnull
        where TValue : class
    {
        var round = Join(caller, key, fetch);
        return new Pending<TValue>(async cancellationToken => (await round.ReadAsync(cancellationToken))[key]);
    }

    /// <returns>An empty list for a key that has nothing.</returns>
    public IDataLoaderResult<IReadOnlyList<TValue>> List<TKey, TValue>(
        Caller caller, TKey key, Fetch<TKey, IReadOnlyList<TValue>> fetch)
        where TKey : notnull
    {
        var round = Join(caller, key, fetch);
        return new Pending<IReadOnlyList<TValue>>(async cancellationToken =>
            (await round.ReadAsync(cancellationToken)).GetValueOrDefault(key) ?? []);
    }

    private Round<TKey, TValue> Join<TKey, TValue>(Caller caller, TKey key, Fetch<TKey, TValue> fetch)
        where TKey : notnull
    {
        lock (_gate)
        {
            if (!_rounds.TryGetValue(fetch, out var known)
                || known is not Round<TKey, TValue> round || !round.TryAdd(key))
            {
                round = new(databases, caller.Tenancy, fetch);
                round.TryAdd(key);
                _rounds[fetch] = round;
            }
            return round;
        }
    }

    /// <summary>
    /// The executor asks for a result after it has visited all fields of the level: the first one reads.
    /// </summary>
    private sealed class Round<TKey, TValue>(
        IDbContextFactory<ActiveLabelDb> databases, Tenancy tenancy, Fetch<TKey, TValue> fetch)
        where TKey : notnull
    {
        private readonly HashSet<TKey> _keys = [];
        private readonly Lock _gate = new();
        private Task<IReadOnlyDictionary<TKey, TValue>>? _reading;

        public bool TryAdd(TKey key)
        {
            lock (_gate)
                return _reading is null && (_keys.Contains(key) || (_keys.Count < KeysMax && _keys.Add(key)));
        }

        public Task<IReadOnlyDictionary<TKey, TValue>> ReadAsync(CancellationToken cancellationToken)
        {
            lock (_gate)
                return _reading ??= FetchAsync([.. _keys], cancellationToken);
        }

        private async Task<IReadOnlyDictionary<TKey, TValue>> FetchAsync(
            TKey[] keys, CancellationToken cancellationToken)
        {
            await using var db = await databases.OpenAsync(tenancy, cancellationToken);
            return await fetch(db, tenancy.OrganizationId, keys, cancellationToken);
        }
    }

    /// <summary>A value to come, as the executor wants it.</summary>
    internal sealed class Pending<T>(Func<CancellationToken, Task<T>> read) : IDataLoaderResult<T>
    {
        public Task<T> GetResultAsync(CancellationToken cancellationToken) => read(cancellationToken);

        async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken)
            => await read(cancellationToken);
    }
}

public static class PendingValues
{
    /// <summary>What is made of a value once it is there.</summary>
    public static IDataLoaderResult<TResult> Then<TValue, TResult>(
        this IDataLoaderResult<TValue> pending, Func<TValue, TResult> map)
        => new Batches.Pending<TResult>(
            async cancellationToken => map(await pending.GetResultAsync(cancellationToken)));

    /// <summary>Both of them, read at the same level.</summary>
    public static IDataLoaderResult<(TFirst First, TSecond Second)> And<TFirst, TSecond>(
        this IDataLoaderResult<TFirst> first, IDataLoaderResult<TSecond> second)
        => new Batches.Pending<(TFirst, TSecond)>(async cancellationToken => (
            await first.GetResultAsync(cancellationToken), await second.GetResultAsync(cancellationToken)));
}
