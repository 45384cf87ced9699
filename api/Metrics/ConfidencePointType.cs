using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Metrics;

/// <summary>How sure the consensus was at one time.</summary>
[Allow(Audience.Staff)]
public sealed class ConfidencePointType(MetricSnapshot snapshot)
{
    private const int PointsMax = 200;

    /// <summary>When it was counted.</summary>
    public DateTimeOffset At => snapshot.At;

    /// <summary>Judgements given until then.</summary>
    public int Judgements => (int)snapshot.Judgements;

    /// <summary>Items done until then.</summary>
    public int DoneItems => (int)snapshot.DoneItems;

    /// <summary>Over the items that had a consensus.</summary>
    public double MeanConfidence => snapshot.MeanConfidence ?? 0;

    internal static async Task<IReadOnlyDictionary<ProjectId, IReadOnlyList<ConfidencePointType>>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
    {
        var snapshots = await EachPage.ReadAsync(
            projects,
            project => db.MetricSnapshots
                .Where(row => row.OrganizationId == organization && row.ProjectId == project
                    && row.MeanConfidence != null)
                .OrderByDescending(row => row.Id).Take(PointsMax),
            cancellationToken);
        return snapshots.OrderBy(row => row.Id).ByKey(row => row.ProjectId, row => new ConfidencePointType(row));
    }
}
