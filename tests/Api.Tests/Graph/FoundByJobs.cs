using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.LabelErrors;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>What jobs would find out of the sample project, beside the one row it has: pages of it are full.</summary>
internal static class FoundByJobs
{
    public static async Task AddAsync(TwoTenants tenants, int count)
    {
        await using var db = await tenants.Server.OpenDatabaseAsync();
        var project = GlobalId.Parse<ProjectId>(tenants.Project)!.Value;
        var now = TimeProvider.System.GetUtcNow();
        var items = await db.Items.Where(item => item.ProjectId == project
                && !db.LabelErrors.Any(found => found.ItemId == item.Id))
            .OrderBy(item => item.Id).Take(count).ToListAsync();
        db.LabelErrors.AddRange(items.Select((item, index) => new LabelError
        {
            ItemId = item.Id,
            OrganizationId = item.OrganizationId,
            ProjectId = project,
            Place = 100 + index,
            Given = 0,
            Suggested = 1,
            Margin = 0.5,
            ErrorProbability = 0.9,
            Reason = "The model says otherwise.",
            FoundAt = now,
        }));
        db.AgreementMeasurements.AddRange(items.Select((item, index) => new AgreementMeasurement
        {
            OrganizationId = item.OrganizationId,
            ProjectId = project,
            QuestionKey = "animal",
            Attribute = "source",
            AttributeValue = $"{index}",
            Coefficient = default,
            Value = 0.8,
            Low = 0.7,
            High = 0.9,
            ItemCount = 10,
            JudgementCount = 30,
            MeasuredAt = now,
        }));
        await db.SaveChangesAsync();
    }
}
