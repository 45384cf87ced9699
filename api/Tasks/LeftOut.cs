using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>A requirement that a worker does not meet, and how many open tasks it keeps from him.</summary>
/// <param name="TaskCount">Up to a thousand of each pool are counted; more are told as that many.</param>
[Name("LeftOut")]
[Allow(Audience.Workers)]
public sealed record LeftOut([property: Ignore] UnmetRule Rule, int TaskCount)
{
    /// <summary>Counting on would cost more the more tasks there are.</summary>
    public const int CountedMax = 1_000;

    /// <summary>What is lacking, for programs, such as CLEARANCE_EXPIRED.</summary>
    public string Code => Rule.Code;

    /// <summary>What is lacking, for people.</summary>
    public string Explanation => Rule.Explanation;

    internal static async Task<IReadOnlyList<LeftOut>> FindAsync(
        ActiveLabelDb db, Project project, IReadOnlyList<ClosedPool> closed, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<(string Code, string Key), LeftOut>();
        foreach (var pool in closed)
        {
            var tasks = db.Queue.Where(entry => entry.ProjectId == project.Id && entry.Pool == pool.Number
                && entry.State == QueueState.Open);
            var fresh = await tasks.Where(entry => entry.Lane == QueueLane.Fresh)
                .OrderBy(entry => entry.Position).Take(CountedMax).CountAsync(cancellationToken);
            var begun = await tasks.Where(entry => entry.Lane == QueueLane.Begun)
                .OrderBy(entry => entry.LaneSequence).Take(CountedMax).CountAsync(cancellationToken);
            var open = Math.Min(fresh + begun, CountedMax);
            foreach (var rule in open == 0 ? [] : pool.Unmet)
                counts[(rule.Code, rule.Key)] = new(
                    rule, open + (counts.GetValueOrDefault((rule.Code, rule.Key))?.TaskCount ?? 0));
        }
        return [.. counts.Values];
    }
}
