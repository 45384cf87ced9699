using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
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
        project.Settings = project.Settings with { SliceQuotas = [new("region", "north", 0.2)] };
        db.LearningCurve.Add(LearningCurveMeasurement.Of(
            project, CurveArm.All, 20, new(30, 0.8, 0.7, 0.9, 0.5, 0.04, 0.84), now));
        db.LearningCurve.Add(LearningCurveMeasurement.Of(
            project, CurveArm.Ranked, 20, new(30, 0.8, 0.7, 0.9, 0.5, 0.04, 0.84, Gain: new(20, 30, 6, 2)), now));
        var model = await db.ModelVersions.FirstAsync(known => known.ProjectId == projectId);
        model.Trust = new(0.1, 0.95, 60, 40, 1, 0.001);
        // Whatever item or worker a page begins with has its row.
        foreach (var item in await db.Items.Where(item => item.ProjectId == projectId).ToListAsync())
            db.Predictions.Add(new ItemPrediction
            {
                ItemId = item.Id,
                OrganizationId = item.OrganizationId,
                ModelVersionId = model.Id,
                Probabilities = [0.75f, 0.25f],
                Disagreement = new(0.25f, 0.5f),
                ScoredAt = now,
            });
        db.StrategyPicks.Add(new()
        {
            ProjectId = projectId,
            OrganizationId = model.OrganizationId,
            ModelVersionId = model.Id,
            At = now,
            Picks = [new(
                Strategy.Margin,
                await db.Items.Where(item => item.ProjectId == projectId).OrderBy(item => item.Id).Take(2)
                    .Select(item => item.Id.Value).ToListAsync(),
                0.5,
                0.7,
                2)],
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
        AddForecasts(db, project, now);
        AddBias(db, project, judgement.ItemId.Value, now);
        FactoryRows.AddSuggestions(db, project, 1);
        FactoryRows.AddSizings(db, project, 1);
        await db.SaveChangesAsync();
        await tenants.Server.DataAsync(
            tenants.Owner,
            "mutation($p: ID!) { setProjectPlan(input: { projectId: $p, budget: 9, "
                + "shifts: [{ day: MONDAY, fromHour: 9, toHour: 17 }] }) { errors { __typename } } }",
            new { p = tenants.Project });
    }

    // One that says what is missing, and one with all that was asked and answered.
    private static void AddForecasts(Api.Storage.ActiveLabelDb db, Project project, DateTimeOffset now)
    {
        List<MoreWorkers> more = [new("label")];
        foreach (var (isBaseline, missing) in new[] { (true, null), (false, new ForecastGap(0, 1, 30)) })
            db.Forecasts.Add(new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                IsBaseline = isBaseline,
                Question = new(new(more, 10, 0.9, 0.1, 1, 3), new(now, Budget: 5)),
                Answer = missing is null ? Answer(now) : null,
                Missing = missing,
                InputsHash = new('a', 64),
                At = now,
            });
    }

    private static ForecastAnswer Answer(DateTimeOffset now) => new(
        now, now, 3, 4, FinishedShare: 1, [new("label", 3, 8)], "label", InTime: 0.9, InBudget: 0.8, ItemsLeft: 4,
        Workers: 2, [new("label", 1)]);

    private static void AddBias(Api.Storage.ActiveLabelDb db, Project project, long item, DateTimeOffset now)
        => db.BiasReports.Add(new()
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Tests = 3,
            SuppressedGroups = 1,
            Findings =
            [
                new(
                    new(BiasKind.Sample, "region", "north", "", 0.3, 0.2, 0.4, 0.01, 40, BiasAction.RebalanceQueue),
                    [item]),
            ],
            Answers = 40,
            InputsHash = new('b', 64),
            At = now,
        });
}
