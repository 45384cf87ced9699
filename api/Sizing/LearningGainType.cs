using System.Globalization;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Sizing;

/// <summary>
/// What active learning gains: a model of the first labels of the ranked queue against one of as many of the random
/// arm, on the same control items.
/// </summary>
[Allow(Audience.Staff)]
public sealed class LearningGainType(LearningGain gain, DateTimeOffset at)
{
    /// <summary>Whether chance explains the difference.</summary>
    public LearningGainVerdict Verdict => gain.Verdict;

    /// <summary>Difference of the accuracies, -1 to 1.</summary>
    public double Gain => gain.Gain;

    /// <summary>Lower end of its 95 % interval.</summary>
    public double GainLow => gain.Low;

    /// <summary>Upper end of its 95 % interval.</summary>
    public double GainHigh => gain.High;

    /// <summary>That each of the two models was trained on.</summary>
    public int Labels => gain.Labels;

    /// <summary>That both were measured on.</summary>
    public int ControlItems => gain.Items;

    /// <summary>The same in words, with what can be done.</summary>
    public string Message => string.Create(
        CultureInfo.InvariantCulture,
        $"{WordsOf(gain.Verdict)}: {gain.Gain * 100:+0.0;-0.0;0.0} points of accuracy with {gain.Labels} labels "
        + $"each, on {gain.Items} control items ({gain.Low * 100:+0.0;-0.0;0.0} to {gain.High * 100:+0.0;-0.0;0.0}).");

    public DateTimeOffset At => at;

    /// <summary>The latest comparison of each project; nothing for a project without one.</summary>
    internal static async Task<IReadOnlyDictionary<ProjectId, LearningGainType>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
    {
        var found = new Dictionary<ProjectId, LearningGainType>();
        foreach (var point in await EachPage.ReadAsync(
            projects,
            project => LatestOf(db.LearningCurve.Where(row => row.OrganizationId == organization), project),
            cancellationToken))
            if (point.Measurement.Gain is { } gain)
                found[point.ProjectId] = new(gain, point.At);
        return found;
    }

    /// <summary>The latest comparison of a project; null before the first.</summary>
    internal static async Task<LearningGain?> LatestAsync(
        ActiveLabelDb db, ProjectId project, CancellationToken cancellationToken)
        => (await LatestOf(db.LearningCurve.AsNoTracking(), project).SingleOrDefaultAsync(cancellationToken))
            ?.Measurement.Gain;

    private static IQueryable<LearningCurveMeasurement> LatestOf(
        IQueryable<LearningCurveMeasurement> points, ProjectId project)
        => points.Where(row => row.ProjectId == project && row.Dimension == CurveDimension.Project && row.Key == ""
                && row.Arm == CurveArm.Ranked)
            .OrderByDescending(row => row.Id).Take(1);

    private static string WordsOf(LearningGainVerdict verdict) => verdict switch
    {
        LearningGainVerdict.Gain => "The order gains",
        LearningGainVerdict.Loss => "The order loses; a random one does better",
        _ => "No gain that could be told from chance",
    };
}
