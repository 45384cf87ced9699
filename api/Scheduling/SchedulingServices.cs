using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.LabelErrors;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Suggestions;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workflows;
using Quartz;

namespace ActiveLabel.Api.Scheduling;

/// <param name="Speed">How many times faster than usual the jobs come; 0 leaves them to whoever asks for them.</param>
public sealed record SchedulingOptions(double Speed = 1);

/// <summary>Starts Quartz. How often a job comes stands beside the job.</summary>
public static class SchedulingServices
{
    private static readonly (Job Job, TimeSpan Interval)[] Schedule =
    [
        (Job.EstimateReliability, EstimateReliability.Interval),
        (Job.Retrain, RetrainModel.Interval),
        (Job.MeasureModels, MeasureModels.Interval),
        (Job.Rerank, RerankQueue.Interval),
        (Job.EstimateSizing, EstimateSizing.Interval),
        (Job.SnapshotMetrics, SnapshotMetrics.Interval),
        (Job.RollUpMetrics, RollUpMetrics.Interval),
        (Job.Forecast, RunForecast.Interval),
        (Job.AuditBias, AuditBias.Interval),
        (Job.SuggestWorkflow, MakeSuggestions.Interval),
        (Job.ReclaimLeases, ReclaimLeases.Interval),
        (Job.InspectWorkers, InspectWorkers.Interval),
        (Job.MaintainGold, MaintainGold.Interval),
        (Job.MeasureAgreement, MeasureAgreement.Interval),
        (Job.MeasureCalibration, MeasureCalibration.Interval),
        (Job.FindLabelErrors, FindLabelErrors.Interval),
    ];

    public static IServiceCollection AddScheduling(this IServiceCollection services, SchedulingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton<SeenProjects>();
        if (options.Speed <= 0)
            return services;
        services.AddQuartz(quartz =>
        {
            foreach (var (job, interval) in Schedule)
            {
                var key = new JobKey($"start-{job}");
                quartz.AddJob<StartOperationsJob>(options => options
                    .WithIdentity(key).UsingJobData(StartOperationsJob.JobName, job.ToString()));
                quartz.AddTrigger(trigger => trigger
                    .ForJob(key).WithIdentity($"every-{job}")
                    .WithSimpleSchedule(simple => simple.WithInterval(interval / options.Speed).RepeatForever()));
            }
            quartz.AddJob<EscalateItemsJob>(options => options.WithIdentity("escalate-items"));
            quartz.AddTrigger(trigger => trigger.ForJob("escalate-items").WithIdentity("every-escalate-items")
                .WithSimpleSchedule(simple => simple
                    .WithInterval(EscalateItemsJob.Interval / options.Speed).RepeatForever()));
            quartz.AddJob<SumPerformanceJob>(options => options.WithIdentity(SumPerformanceJob.Key));
            quartz.AddTrigger(trigger => trigger.ForJob(SumPerformanceJob.Key).WithIdentity("every-sum-performance")
                .WithSimpleSchedule(simple => simple
                    .WithInterval(SumPerformanceJob.Interval / options.Speed).RepeatForever()));
            quartz.AddJob<DeliverEventsJob>(options => options.WithIdentity(DeliverEventsJob.Key));
            quartz.AddTrigger(trigger => trigger.ForJob(DeliverEventsJob.Key).WithIdentity("every-deliver-events")
                .WithSimpleSchedule(simple => simple.WithInterval(DeliverEventsJob.Interval).RepeatForever()));
            quartz.AddJob<PruneLedgerJob>(options => options.WithIdentity("prune-ledger"));
            quartz.AddTrigger(trigger => trigger.ForJob("prune-ledger").WithIdentity("every-prune-ledger")
                .WithSimpleSchedule(simple => simple.WithInterval(PruneLedgerJob.Interval).RepeatForever()));
            quartz.AddJob<ForgetKeysJob>(options => options.WithIdentity("forget-keys"));
            quartz.AddTrigger(trigger => trigger.ForJob("forget-keys").WithIdentity("every-forget-keys")
                .WithSimpleSchedule(simple => simple.WithInterval(ForgetKeysJob.Interval).RepeatForever()));
        });
        return services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
    }
}
