using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>What models, decisions and pay leave behind: one row of each.</summary>
internal static class MeasuredRows
{
    public static async Task AddAsync(TwoTenants tenants)
    {
        await using var db = await tenants.Server.OpenDatabaseAsync();
        var now = TimeProvider.System.GetUtcNow();
        var projectId = GlobalId.Parse<ProjectId>(tenants.Project)!.Value;
        var project = await db.Projects.SingleAsync(known => known.Id == projectId);
        db.LearningCurve.Add(LearningCurveMeasurement.Of(
            project, CurveArm.All, 20, new(30, 0.8, 0.7, 0.9, 0.5, 0.04, 0.84), now));
        var model = await db.ModelVersions.FirstAsync(known => known.ProjectId == projectId);
        // Whatever item or worker a page begins with has its row.
        foreach (var item in await db.Items.Where(item => item.ProjectId == projectId).ToListAsync())
            db.Predictions.Add(new ItemPrediction
            {
                ItemId = item.Id,
                OrganizationId = item.OrganizationId,
                ModelVersionId = model.Id,
                Probabilities = [0.75f, 0.25f],
                ScoredAt = now,
            });
        var judgement = await db.Judgements.FirstAsync(known => known.ProjectId == projectId);
        var decision = await db.Decisions.FirstAsync(known => known.ProjectId == projectId);
        db.Feedback.Add(new Feedback
        {
            OrganizationId = judgement.OrganizationId,
            ProjectId = projectId,
            WorkerId = judgement.WorkerId,
            JudgementId = judgement.Id,
            DecisionId = decision.Id,
            ItemId = judgement.ItemId,
            Outcome = FeedbackOutcome.Confirmed,
            At = now,
        });
        db.WorkerEarnings.Add(new WorkerEarnings
        {
            OrganizationId = judgement.OrganizationId,
            ProjectId = projectId,
            WorkerId = judgement.WorkerId,
            Currency = "EUR",
            AmountMinor = 12,
            JudgementCount = 3,
        });
        await db.SaveChangesAsync();
    }
}
