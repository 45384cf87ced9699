using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Performance;

/// <summary>The sums that a page of events changes; each row is read once.</summary>
internal sealed class PerformanceSums(ActiveLabelDb db, Project project)
{
    private readonly Dictionary<(WorkerId Worker, int Day, string Step), WorkerDay> _days = [];
    private readonly Dictionary<(WorkerId Worker, string Currency), WorkerEarnings> _earnings = [];

    /// <summary>Whose sums were changed.</summary>
    public HashSet<WorkerId> Workers { get; } = [];

    public async Task<WorkerDay> DayAsync(
        WorkerId worker, DateTimeOffset at, string step, CancellationToken cancellationToken)
    {
        Workers.Add(worker);
        var (day, type) = (WorkerDay.DayOf(at), project.Schema.Questions[0].Type);
        if (_days.TryGetValue((worker, day, step), out var known))
            return known;
        var found = await db.WorkerDays.SingleOrDefaultAsync(
            row => row.ProjectId == project.Id && row.WorkerId == worker && row.Day == day && row.StepKey == step
                && row.AnnotationType == type,
            cancellationToken)
            ?? db.WorkerDays.Add(new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                WorkerId = worker,
                Day = day,
                StepKey = step,
                AnnotationType = type,
            }).Entity;
        _days[(worker, day, step)] = found;
        return found;
    }

    public async Task PayAsync(WorkerId worker, PayRate rate, CancellationToken cancellationToken)
    {
        if (!_earnings.TryGetValue((worker, rate.Currency), out var earnings))
            _earnings[(worker, rate.Currency)] = earnings = await db.WorkerEarnings.SingleOrDefaultAsync(
                row => row.ProjectId == project.Id && row.WorkerId == worker && row.Currency == rate.Currency,
                cancellationToken)
                ?? db.WorkerEarnings.Add(new()
                {
                    OrganizationId = project.OrganizationId,
                    ProjectId = project.Id,
                    WorkerId = worker,
                    Currency = rate.Currency,
                }).Entity;
        earnings.AmountMinor += rate.AmountMinor;
        earnings.JudgementCount++;
    }
}
