using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

public sealed class CalibrationQueries
{
    /// <summary>
    /// Whether the posteriors of a project keep what they promise, as the job MEASURE_CALIBRATION last measured it; one
    /// for each source of truth that there is.
    /// </summary>
    [Allow(Audience.Staff)]
    public static async Task<IReadOnlyList<PosteriorCalibrationType>> PosteriorCalibration(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return [.. (await db.PosteriorCalibration.AsNoTracking().Where(measured => measured.ProjectId == project.Id)
            .OrderBy(measured => measured.Source).ToListAsync(cancellationToken))
            .Select(measured => new PosteriorCalibrationType(measured))];
    }
}

/// <summary>Whether posteriors keep what they promise, against one source of truth.</summary>
[Allow(Audience.Staff)]
public sealed class PosteriorCalibrationType(PosteriorCalibration measured)
{
    /// <summary>Whence the truth is.</summary>
    public TruthSource Source => measured.Source;

    /// <summary>Items that were measured.</summary>
    public int ItemCount => measured.ItemCount;

    /// <summary>Share of them whose most probable label is the truth.</summary>
    public double Accuracy => measured.Accuracy;

    /// <summary>Mean of -ln P(truth), in nats.</summary>
    public double LogLoss => measured.LogLoss;

    /// <summary>Expected calibration error of the most probable label.</summary>
    public double Ece => measured.CalibrationError;

    /// <summary>What it would be by chance alone, in the mean, if every probability were true.</summary>
    public double EceFloor => measured.CalibrationErrorFloor;

    /// <summary>When it was measured.</summary>
    public DateTimeOffset MeasuredAt => measured.MeasuredAt;
}
