using ActiveLabel.Api.Storage;
using Quartz;

namespace ActiveLabel.Api.Scheduling;

/// <summary>Forgets idempotency keys that are older than their lifetime.</summary>
[DisallowConcurrentExecution]
public sealed class ForgetKeysJob(Writing writing, TimeProvider time) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        while (await writing.ExecuteAsync(
            (db, token) => Idempotency.ForgetAsync(db, time.GetUtcNow(), token), cancellationToken) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }
}
