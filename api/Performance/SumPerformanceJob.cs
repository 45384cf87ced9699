using Quartz;

namespace ActiveLabel.Api.Performance;

/// <summary>Keeps the sums of what workers did up with the events.</summary>
[DisallowConcurrentExecution]
public sealed class SumPerformanceJob(SumPerformance sumPerformance) : IJob
{
    public static readonly JobKey Key = new("sum-performance");
    public static readonly TimeSpan Interval = SumPerformance.Interval;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        => await sumPerformance.ExecuteAsync(cancellationToken);
}
