using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <summary>What a strategy would have had labeled next when the queue was last laid in order.</summary>
[Allow(Audience.Staff)]
public sealed class StrategyPickType(StrategyPick pick, DateTimeOffset at)
{
    /// <summary>The project's own one among them.</summary>
    public Strategy Strategy => pick.Strategy;

    /// <summary>When the queue was laid in order.</summary>
    public DateTimeOffset At => at;

    /// <summary>Share of the picked items that are in the next batch of the queue as it is, 0 to 1.</summary>
    public double Shared => pick.Shared;

    /// <summary>Mean of the serving model's probability of its top choice, 0 to 1: low ones teach more.</summary>
    public double MeanConfidence => pick.MeanConfidence;

    /// <summary>So many different choices are the top ones: few mean much of the same.</summary>
    public int Choices => pick.Choices;

    /// <summary>Ids of the items, the first one first; at most 50. 'nodes' finds them.</summary>
    [OutputType(typeof(NonNullGraphType<ListGraphType<NonNullGraphType<IdGraphType>>>))]
    public IReadOnlyList<string> ItemIds => [.. pick.Items.Select(item => GlobalId.Of(new ItemId(item)))];

    internal static async Task<IReadOnlyDictionary<ProjectId, IReadOnlyList<StrategyPickType>>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<ProjectId> projects,
        CancellationToken cancellationToken)
        => (await db.StrategyPicks.AsNoTracking()
            .Where(row => row.OrganizationId == organization && projects.Contains(row.ProjectId))
            .ToListAsync(cancellationToken))
            .ToDictionary(
                row => row.ProjectId,
                row => (IReadOnlyList<StrategyPickType>)
                    [.. row.Picks.Select(pick => new StrategyPickType(pick, row.At))]);
}
