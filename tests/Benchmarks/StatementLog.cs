using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ActiveLabel.Benchmarks;

/// <summary>The statements that were run, to see that two ways run the same.</summary>
internal sealed class StatementLog : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> _statements = new();
    private bool _isOn;

    public IReadOnlyCollection<string> All => _statements;

    public void Start()
    {
        _statements.Clear();
        _isOn = true;
    }

    public void Stop() => _isOn = false;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (_isOn)
            _statements.Enqueue(command.CommandText);
        return new(result);
    }
}
