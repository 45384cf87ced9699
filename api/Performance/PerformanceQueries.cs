using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Performance;

public sealed class PerformanceQueries
{
    /// <summary>What workers did in a project, by day, step and type of question; some seconds late.</summary>
    /// <param name="workerId">Of this worker alone; left out: of all.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkerDayType>> WorkerDays(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        [Id] string? workerId = null,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var days = db.WorkerDays.AsNoTracking().Where(day => day.ProjectId == project.Id);
        if (workerId is not null)
        {
            var worker = GlobalId.Parse<WorkerId>(workerId) ?? new(0);
            days = days.Where(day => day.WorkerId == worker);
        }
        return await page.ReadAsync(days, day => day.Id, day => new WorkerDayType(day), cancellationToken);
    }

    /// <summary>
    /// Compares workers by their accuracy as it is known now, and says which differences are no more than noise.
    /// </summary>
    /// <param name="workerIds">Different workers of the project, at most 20.</param>
    [Allow(Audience.Staff)]
    public static async Task<WorkerComparisonType> CompareWorkers(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        [Id] IReadOnlyList<string> workerIds,
        CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        var ids = workerIds.Select(GlobalId.Parse<WorkerId>).OfType<WorkerId>().Distinct().ToList();
        if (ids.Count is < 1 or > WorkerComparison.WorkersMax || ids.Count < workerIds.Count)
            throw new RefusalError(
                RefusalError.BadUserInput, $"Name 1 to {WorkerComparison.WorkersMax} different workers.");
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var question = project.Schema.Questions[0].Key;
        var workers = await db.Workers.AsNoTracking()
            .Where(worker => worker.OrganizationId == caller.OrganizationId && ids.Contains(worker.Id)
                && db.Memberships.Any(member => member.ProjectId == project.Id && member.WorkerId == worker.Id))
            .ToDictionaryAsync(worker => worker.Id, cancellationToken);
        if (ids.Exists(id => !workers.ContainsKey(id)))
            throw new RefusalError(RefusalError.NotFound, "There is no such worker in the project.");
        var estimates = await db.Reliability.AsNoTracking()
            .Where(row => row.ProjectId == project.Id && row.QuestionKey == question && ids.Contains(row.WorkerId))
            .ToDictionaryAsync(row => row.WorkerId, cancellationToken);
        var unknown = WorkerReliability.Unknown(project.Schema.Questions[0].Choices.Count);
        return WorkerComparisonType.Of(
            project.Id, [.. ids.Select(id => (workers[id], estimates.GetValueOrDefault(id)))], unknown.Accuracy);
    }
}
