using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>The numbers of a factory: what was done, planned and foretold.</summary>
internal static class FactoryRows
{
    public static async Task AddAsync(TwoTenants tenants, int count)
    {
        await using var db = await tenants.Server.OpenDatabaseAsync();
        var id = GlobalId.Parse<ProjectId>(tenants.Project)!.Value;
        var project = await db.Projects.SingleAsync(known => known.Id == id);
        await tenants.Server.Services.GetRequiredService<RollUpMetrics>()
            .ExecuteAsync(project, CancellationToken.None);
        await tenants.Server.Services.GetRequiredService<SetProjectPlan>().ExecuteAsync(
            project,
            new(project.CreatedAt, Items: 5, Shifts: WorkShift.Always),
            CancellationToken.None);
        var more = new MoreWorkers("label", 2);
        db.Forecasts.AddRange(Enumerable.Range(0, count).Select(number => new Forecast
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            IsBaseline = number == 0,
            Question = new(new([more], Items: 3), new(project.CreatedAt.AddDays(1), Offered: [more])),
            Answer = new(
                project.CreatedAt, project.CreatedAt, 1, 2, 1, [new("", 1, 2)], "label", 0.5, 0.5, 3, 2,
                [new("label", 2)]),
            Missing = new(ForecastGapKind.Items, 0, 1),
            InputsHash = new('0', 64),
            At = project.CreatedAt,
        }));
        var finding = new BiasFinding(
            BiasKind.Anchoring, "pre-label", "", "", 0.2, 0.1, 0.3, 0.01, 50, BiasAction.HidePreLabels);
        db.BiasReports.AddRange(Enumerable.Range(0, count).Select(_ => new StoredBiasReport
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Tests = 1,
            SuppressedGroups = 0,
            Findings = [new(finding, [1])],
            Answers = 50,
            InputsHash = new('0', 64),
            At = project.CreatedAt,
        }));
        await db.SaveChangesAsync();
    }
}
