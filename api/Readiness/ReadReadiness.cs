using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Readiness;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Readiness;

/// <summary>
/// Reads what a project's readiness rests on: maintained sums and what jobs have found, nothing that grows with the
/// project.
/// </summary>
internal static class ReadReadiness
{
    public static async Task<ReadinessFacts> ExecuteAsync(
        ActiveLabelDb db, Project project, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workflow = (await SendItem.VersionInForceAsync(db, project.Id, cancellationToken)).Definition;
        var goals = await db.ProjectPlans.AsNoTracking().Where(plan => plan.ProjectId == project.Id)
            .Select(plan => plan.Goals).SingleOrDefaultAsync(cancellationToken);
        return new(
            await DataAsync(db, project, cancellationToken),
            await ProcessAsync(db, project, workflow, goals, cancellationToken),
            await QualityAsync(db, project, cancellationToken),
            await PeopleAsync(db, project, workflow, goals, now, cancellationToken),
            await PitfallsAsync(db, project, now, cancellationToken));
    }

    private static async Task<DataFacts> DataAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var estimate = await db.SizingEstimates.AsNoTracking()
            .SingleOrDefaultAsync(
                known => known.ProjectId == project.Id && known.Dimension == CurveDimension.Project
                    && known.Key == "" && known.SupersededAt == null,
                cancellationToken);
        var items = await db.Counters.AsNoTracking().Where(totals => totals.ProjectId == project.Id)
            .Select(totals => totals.Items).SingleAsync(cancellationToken);
        return new(
            estimate?.LabelsNow ?? 0,
            estimate?.LabelsWith90,
            estimate?.Target ?? project.Settings.TargetAccuracy,
            estimate?.Missing,
            estimate is not null,
            items,
            1 - project.Settings.Shares.Control - project.Settings.Shares.Calibration);
    }

    private static async Task<ProcessFacts> ProcessAsync(
        ActiveLabelDb db, Project project, Workflow workflow, PlanGoals? goals, CancellationToken cancellationToken)
    {
        var sum = await db.MetricBuckets.AsNoTracking().SingleOrDefaultAsync(
            bucket => bucket.ProjectId == project.Id && bucket.Dimension == MetricDimension.Project
                && bucket.Resolution == MetricResolution.Total && bucket.Key == "",
            cancellationToken);
        var owned = workflow.Steps.Where(step => step.Kind == StepKind.Exception).Select(step => step.Key).ToList();
        var exceptions = await db.StepTotals.Where(
            totals => totals.ProjectId == project.Id && owned.Contains(totals.StepKey))
            .SumAsync(totals => totals.Items, cancellationToken);
        var looks = workflow.Steps.Where(step => step.HasTasks)
            .Select(step => JudgementRange.Of(step, Arm.Ranked, project.Settings).Max).Sum();
        return new(
            WorkflowCheck.Check(workflow, project.Schema).Count,
            looks,
            exceptions,
            sum?.Finished ?? 0,
            sum?.FirstPass ?? 0,
            goals?.Deadline is not null,
            (goals?.Budget ?? project.Settings.Budget) is not null);
    }

    private static async Task<QualityFacts> QualityAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
    {
        var question = project.Schema.Questions[0].Key;
        var agreement = await db.AgreementMeasurements.AsNoTracking()
            .Where(row => row.ProjectId == project.Id && row.QuestionKey == question && row.StepKey == null
                && row.Attribute == null && row.Coefficient == AgreementCoefficient.AlphaNominal)
            .OrderBy(row => row.Id).Select(row => row.Value).FirstOrDefaultAsync(cancellationToken);
        var calibration = await db.PosteriorCalibration.AsNoTracking()
            .Where(row => row.ProjectId == project.Id).OrderBy(row => row.Source)
            .FirstOrDefaultAsync(cancellationToken);
        return new(
            agreement,
            await db.GoldItems.Where(gold => gold.ProjectId == project.Id && gold.RetiredAt == null)
                .OrderBy(gold => gold.ItemId).Take(ProjectReadiness.GoldMin).CountAsync(cancellationToken),
            calibration?.CalibrationError,
            calibration?.CalibrationErrorFloor ?? 0,
            await db.ModelVersions.AnyAsync(
                model => model.ProjectId == project.Id && model.Stage == ModelStage.Serving, cancellationToken));
    }

    private static async Task<PeopleFacts> PeopleAsync(
        ActiveLabelDb db,
        Project project,
        Workflow workflow,
        PlanGoals? goals,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var steps = workflow.Steps.Where(step => step.HasTasks).ToList();
        var people = await WorkCrew.CountAsync(db, project, steps, now, cancellationToken);
        var forecast = await db.Forecasts.AsNoTracking()
            .Where(known => known.ProjectId == project.Id && known.IsBaseline)
            .OrderByDescending(known => known.Id).FirstOrDefaultAsync(cancellationToken);
        return new(
            steps.ConvertAll(step => new StepPeople(
                step.Key,
                people[step.Key],
                Math.Max(
                    JudgementRange.Of(step, Arm.Ranked, project.Settings).Max,
                    JudgementRange.Of(step, Arm.Control, project.Settings).Max),
                WorkGraph.SkillOf(step))),
            forecast is not null,
            forecast?.Missing,
            forecast?.Answer?.InTime,
            goals?.Confidence ?? new PlanGoals(project.CreatedAt).Confidence,
            forecast?.Answer?.InBudget,
            forecast?.Answer is { DateP50: null });
    }

    private static async Task<PitfallFacts> PitfallsAsync(
        ActiveLabelDb db, Project project, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var audit = await db.BiasReports.AsNoTracking().Where(report => report.ProjectId == project.Id)
            .OrderByDescending(report => report.Id).FirstOrDefaultAsync(cancellationToken);
        var settings = await db.BiasSettings.AsNoTracking().SingleOrDefaultAsync(
            known => known.ProjectId == project.Id, cancellationToken);
        var point = await db.LearningCurve.AsNoTracking()
            .Where(known => known.ProjectId == project.Id && known.Dimension == CurveDimension.Project
                && known.Key == "" && known.Arm == CurveArm.All)
            .OrderByDescending(known => known.Id).FirstOrDefaultAsync(cancellationToken);
        return new(
            (now - audit?.At)?.TotalDays,
            audit?.Tests ?? 0,
            audit?.Findings.Count(finding => finding.AppliedAt is null) ?? 0,
            (settings?.Population.Count ?? 0) + (settings?.Protected.Count ?? 0),
            point?.Measurement.Items ?? 0,
            project.Settings.Shares.ModelBlind);
    }
}
