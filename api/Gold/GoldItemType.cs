using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Gold;

/// <summary>An item whose answer is known beforehand, and how workers answered it.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class GoldItemType(GoldItem gold) : INode
{
    [Id]
    public string Id => GlobalId.Of(gold.Id);

    /// <summary>The item.</summary>
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, gold.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>What is known.</summary>
    public IReadOnlyList<AnswerType> Answers => AnswerType.ListOf(gold.Answers);

    /// <summary>Whence it is known.</summary>
    public GoldSource Source => gold.Source;

    /// <summary>What its statistics say, as the job MAINTAIN_GOLD last looked at them.</summary>
    public GoldVerdict Verdict => gold.Verdict;

    /// <summary>Workers who answered it, each once.</summary>
    public int AnswerCount => gold.AnswerCount;

    /// <summary>Those who were right.</summary>
    public int RightCount => gold.RightCount;

    /// <summary>Since when nobody gets it; null while it measures.</summary>
    public DateTimeOffset? RetiredAt => gold.RetiredAt;

    internal static async Task<IReadOnlyDictionary<GoldItemId, GoldItem>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<GoldItemId> ids,
        CancellationToken cancellationToken)
        => await db.GoldItems.AsNoTracking()
            .Where(known => known.OrganizationId == organization && ids.Contains(known.Id))
            .ToDictionaryAsync(known => known.Id, cancellationToken);
}

/// <summary>How a project measures its workers by items with a known answer.</summary>
[Allow(Audience.Staff)]
public sealed class GoldSettingsType(GoldSettings settings)
{
    /// <summary>Share of gold in the work of a worker who is known well.</summary>
    public double RateMin => settings.Rates.RateMin;

    /// <summary>Share of gold in the work of a newcomer, or of one who is doubted.</summary>
    public double RateMax => settings.Rates.RateMax;

    /// <summary>Known well is whose accuracy's 90 % interval is no wider than twice this.</summary>
    public double HalfWidthTarget => settings.Rates.HalfWidthTarget;

    /// <summary>A gold item is retired after so many answers.</summary>
    public int ExposuresMax => settings.ExposuresMax;

    /// <summary>Whether a worker is told at once whether he was right.</summary>
    public bool GivesFeedback => settings.GivesFeedback;

    /// <summary>So many gold items are kept in use where items can be promoted.</summary>
    public int ActiveTarget => settings.ActiveTarget;

    /// <summary>An item whose consensus is at least this sure becomes gold; null for never.</summary>
    public double? PromotesAt => settings.PromotesAt;

    /// <summary>Who answers a smaller share of gold rightly needs the training again; null for nobody.</summary>
    public double? TrainingBelow => settings.TrainingBelow;

    /// <summary>Whether whoever needs it gets no task until he has passed a qualification again.</summary>
    public bool BarsUntilTrained => settings.BarsUntilTrained;
}

/// <summary>How a worker answered gold in a project.</summary>
/// <param name="RightCount">Gold that he answered right.</param>
/// <param name="WrongCount">Gold that he answered wrong.</param>
/// <param name="Accuracy">Share that he answered right; null before the first.</param>
/// <param name="TrainingNeededAt">Since when he needs the training again by that; null where he does not.</param>
/// <param name="NextRate">With which probability the next task that he gets is gold; null where there is none.</param>
[Allow(Audience.Staff)]
public sealed record WorkerGold(
    int RightCount, int WrongCount, double? Accuracy, DateTimeOffset? TrainingNeededAt, double? NextRate)
{
    internal static async Task<IReadOnlyDictionary<(ProjectId, Domain.Workers.WorkerId), WorkerGold>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<(ProjectId Project, Domain.Workers.WorkerId Worker)> keys,
        CancellationToken cancellationToken)
    {
        var projects = keys.Select(key => key.Project).Distinct().ToList();
        var workers = keys.Select(key => key.Worker).Distinct().ToList();
        var rows = await (
            from member in db.Memberships.AsNoTracking()
            join project in db.Projects on member.ProjectId equals project.Id
            where member.OrganizationId == organization && projects.Contains(member.ProjectId)
                && workers.Contains(member.WorkerId)
            select new { Member = member, project.Gold }).ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => (row.Member.ProjectId, row.Member.WorkerId),
            row => new WorkerGold(
                row.Member.GoldRight,
                row.Member.GoldWrong,
                row.Member.GoldRight + row.Member.GoldWrong is > 0 and var all
                    ? (double)row.Member.GoldRight / all
                    : null,
                row.Member.TrainingNeededAt,
                row.Gold?.Rates.RateFor(row.Member.GoldRight, row.Member.GoldWrong, row.Member.Doubt)));
    }
}
