using System.Text.Json;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Agreement;

/// <summary>One judgement, as far as agreement asks.</summary>
internal sealed record SlicedJudgement(
    ItemId Item,
    WorkerId Worker,
    string Step,
    IReadOnlyList<Answer> Answers,
    IReadOnlyDictionary<string, string> Slices);

/// <summary>Some of a project's judgements.</summary>
/// <param name="Step">Of this step alone; null for all.</param>
/// <param name="Attribute">Of items with a value of this attribute alone; null for all.</param>
internal sealed record AgreementSlice(string? Step, string? Attribute, string? Value)
{
    public bool Holds(SlicedJudgement judgement)
        => (Step is null || judgement.Step == Step)
            && (Attribute is null || judgement.Slices.GetValueOrDefault(Attribute) == Value);
}

/// <summary>The latest judgements of a project, and the slices of it that are worth a look.</summary>
internal static class AgreementSlices
{
    private const int PageSize = 2_000;
    private const int ValuesMax = 20;
    private const int AttributesMax = 10;

    // Gold is answered by everybody: it would say how well workers know gold.
    public static async Task<List<SlicedJudgement>> LoadAsync(
        ActiveLabelDb db, Project project, int latest, CancellationToken cancellationToken)
    {
        var all = db.CountedJudgements().AsNoTracking().Where(judgement => judgement.ProjectId == project.Id
            && db.Items.Any(item => item.Id == judgement.ItemId && !item.IsGold));
        var loaded = new List<SlicedJudgement>();
        for (var before = new JudgementId(long.MaxValue); loaded.Count < latest;)
        {
            var page = await (
                from judgement in all
                where judgement.Id < before
                join item in db.Items on judgement.ItemId equals item.Id
                join task in db.Tasks on judgement.TaskId equals task.Id
                orderby judgement.Id descending
                select new { judgement, item.Arm, item.Attributes, task.StepKey })
                .Take(PageSize).ToListAsync(cancellationToken);
            loaded.AddRange(page.Select(row => new SlicedJudgement(
                row.judgement.ItemId,
                row.judgement.WorkerId,
                row.StepKey,
                row.judgement.Answers,
                SlicesOf(row.Arm, row.Attributes))));
            if (page.Count < PageSize)
                break;
            before = page[^1].judgement.Id;
        }
        loaded.Reverse();
        return loaded;
    }

    /// <returns>All of it first; then its steps, and the values of attributes that have a handful.</returns>
    public static IReadOnlyList<AgreementSlice> Of(IReadOnlyList<SlicedJudgement> judgements)
    {
        var steps = judgements.Select(judgement => judgement.Step).Distinct().Order(StringComparer.Ordinal).ToList();
        var attributes = judgements.SelectMany(judgement => judgement.Slices).Distinct().GroupBy(pair => pair.Key)
            .Where(values => values.Count() is >= 2 and <= ValuesMax)
            .OrderBy(values => values.Key, StringComparer.Ordinal).Take(AttributesMax);
        return
        [
            new(null, null, null),
            .. steps.Count > 1 ? steps.Select(step => new AgreementSlice(step, null, null)) : [],
            .. attributes.SelectMany(values => values.Select(pair => pair.Value).Order(StringComparer.Ordinal)
                .Select(value => new AgreementSlice(null, values.Key, value))),
        ];
    }

    private static Dictionary<string, string> SlicesOf(Arm arm, string attributes)
    {
        using var json = JsonDocument.Parse(attributes);
        var slices = json.RootElement.EnumerateObject()
            .Where(one => one.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                or JsonValueKind.True or JsonValueKind.False)
            .Select(one => (one.Name, Value: one.Value.ToString()))
            .Where(one => one.Name.Length <= AgreementMeasurement.SliceLengthMax
                && one.Value.Length <= AgreementMeasurement.SliceLengthMax)
            .GroupBy(one => one.Name).ToDictionary(same => same.Key, same => same.Last().Value);
        slices.TryAdd("arm", $"{arm}");
        return slices;
    }
}
