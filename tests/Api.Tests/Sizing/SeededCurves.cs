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

    private const int ControlItems = 2_000;

    /// <summary>Accuracy 0.96 − 0.9 n^−0.45.</summary>
    public static async Task AddAsync(WorkerLead lead, string project, CurveSlice slice, double share = 1)
    {
        await using var db = await lead.Server.OpenDatabaseAsync();
        var known = await db.Projects.SingleAsync(row => row.Id == GlobalId.Parse<ProjectId>(project));
        foreach (var labels in Sizes)
        {
            var accuracy = 0.96 - (0.9 * Math.Pow(labels, -0.45));
            var half = 1.6449 * Math.Sqrt(accuracy * (1 - accuracy) / ControlItems);
            db.LearningCurve.Add(LearningCurveMeasurement.Of(
                known,
                CurveArm.All,
                (int)(labels * share),
                new(ControlItems, accuracy, accuracy - half, accuracy + half, 0.4, 0.02, accuracy, 0.01, accuracy),
                TimeProvider.System.GetUtcNow(),
                slice));
        }
        await db.SaveChangesAsync();
    }
}
