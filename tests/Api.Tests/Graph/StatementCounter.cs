using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Counts the statements that read.</summary>
public sealed class StatementCounter : DbCommandInterceptor
{
    private ConcurrentQueue<string> _statements = new();

    public int Count => _statements.Count;

    /// <summary>Statements that fail, as if the database had gone; null for none.</summary>
    public Func<string, bool>? Fails { get; set; }

    /// <summary>Statements that take for ever, until somebody wants them no more; null for none.</summary>
    public Func<string, bool>? Holds { get; set; }

    /// <summary>The first statement that is held.</summary>
    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>That it was cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<string> Statements => _statements;

    public int CountOf(string part)
        => _statements.Count(statement => statement.Contains(part, StringComparison.Ordinal));

    public void Reset() => _statements = new();

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        _statements.Enqueue(command.CommandText);
        FailIfWanted(command);
        if (Holds?.Invoke(command.CommandText) is true)
            await HoldAsync(cancellationToken);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        FailIfWanted(command);
        return new(result);
    }

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        Held.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled.TrySetResult();
            throw;
        }
    }

    private void FailIfWanted(DbCommand command)
    {
        if (Fails?.Invoke(command.CommandText) is true)
            throw new SqliteException($"SECRET disk image at /var/lib/SECRET: {command.CommandText}", 11);
    }
}
