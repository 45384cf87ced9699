using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Counts the statements that read.</summary>
public sealed class StatementCounter : DbCommandInterceptor
{
    private int _count;

    public int Count => _count;

    public void Reset() => _count = 0;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return new(result);
    }
}
