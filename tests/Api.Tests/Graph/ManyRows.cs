using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Rows that no mutation makes many of: enough for pages of lists.</summary>
internal static class ManyRows
{
    public static Task<bool> AddAsync(TwoTenants tenants, int rows)
        => tenants.Server.Services.GetRequiredService<Writing>().ExecuteAsync(
            async (db, token) =>
            {
                var project = GlobalId.Parse<ProjectId>(tenants.Project)!.Value;
                var now = TimeProvider.System.GetUtcNow();
                var first = await db.ModelVersions.AsNoTracking().SingleAsync(token);
                db.ModelVersions.AddRange(Enumerable.Range(2, rows).Select(version => new ModelVersion
                {
                    OrganizationId = first.OrganizationId,
                    ProjectId = project,
                    Version = version,
                    Stage = ModelStage.Rejected,
                    CreatedAt = now,
                    Labels = 10,
                    Temperature = 1,
                    Sha256 = first.Sha256,
                    Measurement = null,
                    Decision = "",
                }));
                db.Operations.AddRange(Enumerable.Range(0, rows).Select(_ => new Operation
                {
                    OrganizationId = first.OrganizationId,
                    ProjectId = project,
                    Job = Job.Rerank,
                    State = OperationState.Succeeded,
                    CreatedAt = now,
                }));
                await AddMisconductAsync(db, project, rows, token);
                var items = await db.Items.Where(item => item.ProjectId == project).OrderBy(item => item.Id).Take(rows)
                    .Select(item => item.Id).ToListAsync(token);
                db.PredictionRecords.AddRange(items.Select(item => new PredictionRecord
                {
                    ItemId = item,
                    ModelVersionId = first.Id,
                    OrganizationId = first.OrganizationId,
                    Probabilities = [0.5f, 0.5f],
                    ScoredAt = now,
                }));
                await db.SaveChangesAsync(token);
                var alerts = Enumerable.Repeat(Alert.QueueStale(1).ToEvent(), rows).ToList();
                await EventLog.AppendAsync(db, first.OrganizationId, project, new(), alerts, now, token);
                return true;
            },
            CancellationToken.None);

    private static async Task AddMisconductAsync(
        ActiveLabelDb db, ProjectId project, int rows, CancellationToken cancellationToken)
    {
        var known = await db.WorkerMisconduct.AsNoTracking().SingleAsync(cancellationToken);
        var workers = await db.Memberships.Where(member => member.ProjectId == project
            && member.WorkerId != known.WorkerId).OrderBy(member => member.WorkerId).Take(rows)
            .Select(member => member.WorkerId).ToListAsync(cancellationToken);
        foreach (var (worker, index) in workers.Select((worker, index) => (worker, index)))
        {
            db.WorkerMisconduct.Add(new()
            {
                OrganizationId = known.OrganizationId,
                ProjectId = project,
                WorkerId = worker,
                Probability = known.Probability,
                LogOdds = known.LogOdds,
                Evidence = known.Evidence,
                AnswerCount = known.AnswerCount,
                Place = index + 1,
                InspectedAt = known.InspectedAt,
            });
            var quarantine = new Quarantine
            {
                OrganizationId = known.OrganizationId,
                ProjectId = project,
                WorkerId = worker,
                Cause = QuarantineCause.Policy,
                Reason = "Guesses.",
                ImposedBy = "server",
                ImposedAt = known.InspectedAt,
            };
            quarantine.TryLift("server", "He does not.", known.InspectedAt);
            db.Quarantines.Add(quarantine);
        }
    }
}
