using ActiveLabel.Api.Bias;
using ActiveLabel.Api.Forecasting;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Metrics;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Workflows;
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
        AddSuggestions(db, project, count);
        AddSizings(db, project, count);
        await db.SaveChangesAsync();
    }

    internal static void AddSuggestions(
        Api.Storage.ActiveLabelDb db, Project project, int count, string message = "Sample it.")
        => db.Suggestions.AddRange(Enumerable.Range(0, count).Select(_ => new StoredSuggestion
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Kind = SuggestionKind.SampleReview,
            Step = "review",
            Message = message,
            Effect = new(-0.3, -0.4, -0.2, 0.01, 0, 0.02),
            Evidence = new(
                200, 2, 0.3, 200, 2,
                new(0.05, 0.9, 0.97, 120, 200, 90, 2, 0.06, 0.45, 0.39, 0.51, 1_000, 360, 720, 72)),
            Draft = Workflow.Default,
            WorkflowVersion = 1,
            InputsHash = new('0', 64),
            At = project.CreatedAt,
        }));

    /// <summary>Of the project over time, and of some labels, slices and use cases, with their curves.</summary>
    internal static void AddSizings(Api.Storage.ActiveLabelDb db, Project project, int count)
    {
        var slices = Enumerable.Range(0, count).SelectMany(number => new CurveSlice[]
        {
            CurveSlice.All,
            new(CurveDimension.Class, $"label-{number}"),
            new(CurveDimension.Slice, $"region={number}"),
            new(CurveDimension.UseCase, $"use-{number}"),
        });
        foreach (var (number, slice) in slices.Index())
        {
            db.LearningCurve.Add(LearningCurveMeasurement.Of(
                project, CurveArm.All, 20, new(30, 0.8, 0.7, 0.9, 0.5, 0.04, 0.84, 0.03, 0.8), project.CreatedAt,
                slice));
            db.SizingEstimates.Add(new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                Dimension = slice.Dimension,
                Key = slice.Key,
                InputsHash = new('0', 64),
                // All but the first of the project are history.
                SupersededAt = slice == CurveSlice.All && number > 0 ? project.CreatedAt : null,
                Status = SizingStatus.Ok,
                Target = 0.9,
                Message = "",
                LabelsNow = 20,
                AccuracyNow = 0.8,
                LabelsNeeded = 100,
                LabelsLow = 80,
                LabelsHigh = 120,
                JudgementsNeeded = 90,
                HoursNeeded = 3,
                LabelsWith50 = 100,
                LabelsWith80 = 120,
                LabelsWith90 = 130,
                ReachedProbability = 0.9,
                GainPerThousandLabels = 0.01,
                GainPerHour = 0.001,
                MissingKind = SizingGapKind.Sizes,
                MissingHave = 1,
                MissingNeed = 4,
                EstimatedAt = project.CreatedAt,
            });
        }
    }
}
