using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ActiveLabel.Api.Storage;

/// <summary>
/// Runs the hand-written statements of a dialect in the context's transaction. On SQLite a statement stays prepared
/// with its connection; Npgsql and SqlClient see to that themselves.
/// </summary>
internal static class Sql
{
    private static readonly ConditionalWeakTable<DbConnection, Dictionary<string, DbCommand>> Prepared = [];

    /// <returns>The rows of all its result sets.</returns>
    public static async Task<List<T>> QueryAsync<T>(
        ActiveLabelDb db,
        string statement,
        IReadOnlyList<(string Name, object? Value)> values,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var command = CommandOf(db, statement, values);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            do
            {
                while (reader.FieldCount > 0 && await reader.ReadAsync(cancellationToken))
                    rows.Add(read(reader));
            }
            while (await reader.NextResultAsync(cancellationToken));
        }
        finally
        {
            await ReleaseAsync(db, command);
        }
        return rows;
    }

    /// <summary>Reads the result sets of a batch in their order, a row at a time by the reader of its set.</summary>
    public static async Task ReadAsync(
        ActiveLabelDb db,
        string statements,
        IReadOnlyList<(string Name, object? Value)> values,
        Action<DbDataReader>[] readers,
        CancellationToken cancellationToken)
    {
        var command = CommandOf(db, statements, values);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            foreach (var read in readers)
            {
                while (await reader.ReadAsync(cancellationToken))
                    read(reader);
                await reader.NextResultAsync(cancellationToken);
            }
        }
        finally
        {
            await ReleaseAsync(db, command);
        }
    }

    /// <returns>How many rows its statements changed in all.</returns>
    public static async Task<int> ExecuteAsync(
        ActiveLabelDb db,
        string statement,
        IReadOnlyList<(string Name, object? Value)> values,
        CancellationToken cancellationToken)
    {
        var command = CommandOf(db, statement, values);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await ReleaseAsync(db, command);
        }
    }

    private static DbCommand CommandOf(
        ActiveLabelDb db, string statement, IReadOnlyList<(string Name, object? Value)> values)
    {
        var connection = db.Database.GetDbConnection();
        DbCommand? command = null;
        if (db is SqliteDb)
            PreparedOf(connection).Remove(statement, out command);
        if (command is null)
        {
            command = connection.CreateCommand();
            command.CommandText = statement;
        }
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        for (var index = 0; index < values.Count; index++)
        {
            if (index == command.Parameters.Count)
                command.Parameters.Add(command.CreateParameter());
            var parameter = command.Parameters[index];
            (parameter.ParameterName, parameter.Value) = (values[index].Name, values[index].Value ?? DBNull.Value);
        }
        return command;
    }

    private static async ValueTask ReleaseAsync(ActiveLabelDb db, DbCommand command)
    {
        if (db is SqliteDb && command.Connection is { } connection
            && PreparedOf(connection).TryAdd(command.CommandText, command))
            return;
        await command.DisposeAsync();
    }

    // A command that outlives its connection's session would run on a session that somebody else has by then.
    private static Dictionary<string, DbCommand> PreparedOf(DbConnection connection)
        => Prepared.GetValue(connection, static opened =>
        {
            var commands = new Dictionary<string, DbCommand>();
            opened.StateChange += (_, change) =>
            {
                if (change.CurrentState == ConnectionState.Closed)
                    commands.Clear();
            };
            return commands;
        });
}
