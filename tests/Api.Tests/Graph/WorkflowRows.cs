using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Security;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Fills the lists of a project's workflow, so that pages of them are full.</summary>
internal static class WorkflowRows
{
    public static async Task AddAsync(TwoTenants tenants, int count)
    {
        await using var db = await tenants.Server.OpenDatabaseAsync();
        var draft = await db.WorkflowVersions.AsNoTracking().SingleAsync(version => version.Note == TwoTenants.Canary);
        var operation = GlobalId.Parse<OperationId>(tenants.Ids["Operation"])!.Value;
        var items = await db.Items.Where(item => item.ProjectId == draft.ProjectId).OrderByDescending(item => item.Id)
            .Take(count).Select(item => item.Id).ToListAsync();
        foreach (var (item, index) in items.Select((item, index) => (item, index)))
        {
            db.WorkflowVersions.Add(new()
            {
                OrganizationId = draft.OrganizationId,
                ProjectId = draft.ProjectId,
                Version = draft.Version + 1 + index,
                Definition = draft.Definition,
                CreatedAt = draft.CreatedAt,
            });
            db.Instructions.Add(new()
            {
                OrganizationId = draft.OrganizationId,
                ProjectId = draft.ProjectId,
                Version = 2 + index,
                Text = "Look.",
                Examples = [],
                CreatedAt = draft.CreatedAt,
            });
            db.SimulatedItems.Add(new()
            {
                OperationId = operation,
                ItemId = item,
                OrganizationId = draft.OrganizationId,
                ProjectId = draft.ProjectId,
                ActualStep = "label",
                ActualJudgements = 0,
                SimulatedStep = "label",
                SimulatedJudgements = 0,
                SimulatedCost = 0,
                Path = ["label"],
            });
        }
        TwoTenants.AddDecisions(db, draft, items);
        await db.SaveChangesAsync();
    }
}
