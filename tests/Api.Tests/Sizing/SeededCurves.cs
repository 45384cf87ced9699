using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Sizing;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tests.Sizing;

/// <summary>Learning curves as retrains leave them: of a known shape.</summary>
internal static class SeededCurves
{
    public static readonly IReadOnlyList<int> Sizes = [50, 80, 130, 210, 340, 550, 900];

    /// <summary>Parts of the labels, besides: three that came first, and draws from the random arm.</summary>
    public const int Arrivals = 3;
    public const int Draws = 3 * 4;

    private const int ControlItems = 2_000;

    /// <summary>Accuracy 0.96 − 0.9 n^−0.45.</summary>
    public static async Task AddAsync(WorkerLead lead, string project, CurveSlice slice, double share = 1)
    {
        await using var db = await lead.Server.OpenDatabaseAsync();
        var known = await db.Projects.SingleAsync(row => row.Id == GlobalId.Parse<ProjectId>(project));
        foreach (var labels in Sizes)
            db.LearningCurve.Add(PointOf(
                known, CurveArm.All, (int)(labels * share), 0.96 - (0.9 * Math.Pow(labels, -0.45)), draw: 0, slice));
        await db.SaveChangesAsync();
    }

    /// <summary>What came first as the curve goes, once measured otherwise; by chance 0.96 − 1.3 n^−0.45.</summary>
    public static async Task AddPartsAsync(WorkerLead lead, string project)
    {
        await using var db = await lead.Server.OpenDatabaseAsync();
        var known = await db.Projects.SingleAsync(row => row.Id == GlobalId.Parse<ProjectId>(project));
        db.LearningCurve.Add(PointOf(known, CurveArm.Arrival, 32, 0.2, draw: 0, CurveSlice.All));
        await db.SaveChangesAsync();
        foreach (var labels in new[] { 8, 16, 32 })
            db.LearningCurve.Add(PointOf(
                known, CurveArm.Arrival, labels, 0.96 - (0.9 * Math.Pow(labels, -0.45)), draw: 0, CurveSlice.All));
        for (var draw = 1; draw <= 3; draw++)
            foreach (var labels in new[] { 16, 32, 64, 128 })
                db.LearningCurve.Add(PointOf(
                    known, CurveArm.RandomDraw, labels, 0.96 - (1.3 * Math.Pow(labels, -0.45)) + (0.005 * (draw - 2)),
                    draw, CurveSlice.All));
        await db.SaveChangesAsync();
    }

    private static LearningCurveMeasurement PointOf(
        Project project, CurveArm arm, int labels, double accuracy, int draw, CurveSlice slice)
    {
        var half = 1.6449 * Math.Sqrt(accuracy * (1 - accuracy) / ControlItems);
        return LearningCurveMeasurement.Of(
            project,
            arm,
            labels,
            new(ControlItems, accuracy, accuracy - half, accuracy + half, 0.4, 0.02, accuracy, 0.01, accuracy),
            TimeProvider.System.GetUtcNow(),
            slice,
            draw: draw);
    }
}
