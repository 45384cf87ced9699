using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Counts the statements that read.</summary>
public sealed class StatementCounter : DbCommandInterceptor
{
    private ConcurrentQueue<string> _statements = new();

    public int Count => _statements.Count;

    public IReadOnlyCollection<string> Statements => _statements;

    public int CountOf(string part)
        => _statements.Count(statement => statement.Contains(part, StringComparison.Ordinal));

    public void Reset() => _statements = new();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        _statements.Enqueue(command.CommandText);
        return new(result);
    }
}
