using Quartz;

namespace ActiveLabel.Api.Connectors;

/// <summary>Tells outside crowds what happened, again and again.</summary>
[DisallowConcurrentExecution]
public sealed class DeliverEventsJob(DeliverEvents deliverEvents) : IJob
{
    public static readonly JobKey Key = new("deliver-events");
    public static readonly TimeSpan Interval = DeliverEvents.Interval;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        => await deliverEvents.ExecuteAsync(cancellationToken);
}
