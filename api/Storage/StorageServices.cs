using ActiveLabel.Api.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ActiveLabel.Api.Storage;

public enum DatabaseProvider
{
    Sqlite = 0,
    SqlServer = 1,
    PostgreSql = 2,
}

/// <param name="Connection">A connection string of the provider.</param>
public sealed record StorageOptions(DatabaseProvider Provider, string Connection);

/// <summary>The database that was chosen, behind one context type.</summary>
public static class StorageServices
{
    private const int PreparedStatementsMax = 100;

    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton<EventSignal>().AddSingleton<Writing>();
        return options.Provider switch
        {
            DatabaseProvider.SqlServer => services.AddDatabase<SqlServerDb>(db => db.UseSqlServer(options.Connection)),
            DatabaseProvider.PostgreSql => services.AddDatabase<PostgreSqlDb>(
                db => db.UseNpgsql(Prepared(options.Connection))),
            _ => services.AddDatabase<SqliteDb>(
                db => db.UseSqlite(options.Connection).AddInterceptors(new SqliteDurability())),
        };
    }

    /// <returns>A context that reads the rows of one tenant alone.</returns>
    public static async Task<ActiveLabelDb> OpenAsync(
        this IDbContextFactory<ActiveLabelDb> databases, Tenancy tenancy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(databases);
        return (await databases.CreateDbContextAsync(cancellationToken)).For(tenancy);
    }

    // The hot statements are few and always the same: the server plans them once for each connection.
    private static string Prepared(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        if (builder.MaxAutoPrepare == 0)
            builder.MaxAutoPrepare = PreparedStatementsMax;
        return builder.ToString();
    }

    private static IServiceCollection AddDatabase<TDb>(
        this IServiceCollection services, Action<DbContextOptionsBuilder> configure)
        where TDb : ActiveLabelDb
        => services
            .AddPooledDbContextFactory<TDb>(builder => configure(builder
                // Statements are the database's news, not the operator's.
                .ConfigureWarnings(warnings => warnings.Log(
                    (RelationalEventId.CommandExecuted, LogLevel.Debug),
                    (RelationalEventId.CommandError, LogLevel.Debug)))))
            .AddSingleton<IDbContextFactory<ActiveLabelDb>, ContextFactory<TDb>>();

    private sealed class ContextFactory<TDb>(IDbContextFactory<TDb> factory) : IDbContextFactory<ActiveLabelDb>
        where TDb : ActiveLabelDb
    {
        // Contexts are pooled: the tenant of an earlier use must not stay.
        public ActiveLabelDb CreateDbContext() => factory.CreateDbContext().For(null);

        public async Task<ActiveLabelDb> CreateDbContextAsync(CancellationToken cancellationToken)
            => (await factory.CreateDbContextAsync(cancellationToken)).For(null);
    }
}
