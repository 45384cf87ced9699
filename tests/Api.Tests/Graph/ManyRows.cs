using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Security;
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
                await db.SaveChangesAsync(token);
                var alerts = Enumerable.Repeat(Alert.QueueStale(1).ToEvent(), rows).ToList();
                await EventLog.AppendAsync(db, first.OrganizationId, project, new(), alerts, now, token);
                return true;
            },
            CancellationToken.None);
}
