using ActiveLabel.Api.Items;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

/// <summary>
/// What the labeled items of a project are made up of: each is looked at once, and only counts are kept.
/// </summary>
internal sealed class BiasSample
{
    private const int PageSize = 2_000;
    private const int QueuedMax = 20_000;

    private readonly Dictionary<string, Dictionary<string, long>> _counts;
    private readonly Dictionary<(string Name, string Value), Dictionary<Drawn, long>> _selected;
    private readonly Dictionary<Drawn, long> _all = [];
    private readonly BiasSettings _settings;

    private BiasSample(BiasSettings settings)
    {
        _settings = settings;
        _counts = settings.Population.ToDictionary(
            attribute => attribute.Name,
            attribute => attribute.Shares.ToDictionary(share => share.Value, _ => 0L, StringComparer.Ordinal),
            StringComparer.Ordinal);
        _selected = settings.Population
            .SelectMany(attribute => attribute.Shares.Select(share => (attribute.Name, share.Value)))
            .ToDictionary(value => value, _ => new Dictionary<Drawn, long>());
    }

    /// <summary>Against the declared population.</summary>
    public IReadOnlyList<SampleAttribute> Attributes =>
    [
        .. _settings.Population.Select(attribute => new SampleAttribute(
            attribute.Name,
            [.. attribute.Shares.Select(share => new SampleShare(
                share.Value, _counts[attribute.Name][share.Value], share.Share))])),
    ];

    /// <summary>
    /// Against what chance alone drew, with the recorded probabilities; none where the model chose nothing. Of two
    /// values, one says all.
    /// </summary>
    public IReadOnlyList<SelectedAttribute> Selection => _all.Keys.All(drawn => drawn.IsRandom)
        ? []
        :
        [
            .. _settings.Population.SelectMany(attribute
                => attribute.Shares.Skip(attribute.Shares.Count == 2 ? 1 : 0).Select(share => new SelectedAttribute(
                    attribute.Name, share.Value, ItemsOf(_selected[(attribute.Name, share.Value)])))),
        ];

    public static async Task<BiasSample> ReadAsync(
        ActiveLabelDb db, Project project, BiasSettings settings, CancellationToken cancellationToken)
    {
        var sample = new BiasSample(settings);
        for (var after = new ItemId(0); settings.Population.Count > 0;)
        {
            var page = await db.Items.AsNoTracking()
                .Where(item => item.ProjectId == project.Id && item.State == ItemState.Done && item.Id > after)
                .OrderBy(item => item.Id).Take(PageSize).Select(item => new
                {
                    item.Id,
                    item.Attributes,
                    First = db.Tasks.Where(task => task.ItemId == item.Id && !task.IsVoid).OrderBy(task => task.Id)
                        .Select(task => new { task.Reason, task.SelectionProbability }).FirstOrDefault(),
                })
                .ToListAsync(cancellationToken);
            foreach (var item in page)
                sample.Add(
                    ItemAttributes.Of(item.Attributes),
                    item.First is { } first ? new(first.SelectionProbability, first.Reason) : null);
            if (page.Count < PageSize)
                break;
            after = page[^1].Id;
        }
        return sample;
    }

    /// <summary>Waiting items that close the gap of a finding.</summary>
    public static async Task<IReadOnlyList<long>> QueuedAsync(
        ActiveLabelDb db, Project project, BiasFinding finding, int most, CancellationToken cancellationToken)
    {
        // Of what the model has chosen too much, the others come first.
        var isTooMuch = finding.Outcome == BiasFinding.SelectionOutcome && finding.Effect > 0;
        var queued = await db.Items.AsNoTracking()
            .Where(item => item.ProjectId == project.Id && item.State == ItemState.Queued)
            .OrderBy(item => item.Id).Take(QueuedMax).Select(item => new { item.Id, item.Attributes })
            .ToListAsync(cancellationToken);
        return [.. queued
            .Where(item => ItemAttributes.Of(item.Attributes).GetValueOrDefault(finding.Attribute) is { } value
                && (value == finding.Group) != isTooMuch)
            .Take(most).Select(item => item.Id.Value)];
    }

    private void Add(IReadOnlyDictionary<string, string> attributes, Drawn? drawn)
    {
        if (drawn is { } known)
            _all[known] = _all.GetValueOrDefault(known) + 1;
        foreach (var (name, value) in attributes)
        {
            if (_counts.TryGetValue(name, out var values) && values.TryGetValue(value, out var count))
                values[value] = count + 1;
            if (drawn is { } selected && _selected.TryGetValue((name, value), out var alike))
                alike[selected] = alike.GetValueOrDefault(selected) + 1;
        }
    }

    private IReadOnlyList<SelectedItems> ItemsOf(Dictionary<Drawn, long> with)
        => [.. _all.OrderBy(all => all.Key.Probability).ThenBy(all => all.Key.Reason).SelectMany(all =>
        {
            var items = new SelectedItems(
                true, all.Key.Probability, all.Key.IsRandom, with.GetValueOrDefault(all.Key), (int)all.Key.Reason);
            return new[] { items, items with { Has = false, Count = all.Value - items.Count } };
        })];

    private readonly record struct Drawn(double Probability, TaskReason Reason)
    {
        public bool IsRandom => Reason is not (TaskReason.ModelUncertainty or TaskReason.Representative);
    }
}
