using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>
/// What is on record of a chunk of items. A draft may ask for facts that the workflow in force did not, and that were
/// not recorded with the signals: votes are counted from the judgements, and a prediction is the latest one. Where the
/// workflow in force asked no model, it is taken to have been asked when it said what it last said.
/// </summary>
internal sealed class ItemRecords
{
    private readonly Project _project;
    private readonly ILookup<ItemId, ItemSignal> _signals;
    private readonly ILookup<ItemId, IReadOnlyList<Answer>> _answers;
    private readonly IReadOnlyDictionary<ItemId, Said> _predictions;
    private readonly HashSet<int> _asking;
    private readonly FactKinds _needs;

    private ItemRecords(
        Project project,
        FactKinds needs,
        ILookup<ItemId, ItemSignal> signals,
        ILookup<ItemId, IReadOnlyList<Answer>> answers,
        IReadOnlyDictionary<ItemId, Said> predictions,
        HashSet<int> asking)
        => (_project, _needs, _signals, _answers, _predictions, _asking)
            = (project, needs, signals, answers, predictions, asking);

    public static async Task<ItemRecords> ReadAsync(
        ActiveLabelDb db,
        Project project,
        Workflow workflow,
        IReadOnlyList<Item> items,
        CancellationToken cancellationToken)
    {
        var ids = items.Select(item => item.Id).ToList();
        var needs = workflow.Needs();
        var signals = await db.Signals.AsNoTracking().Where(recorded => ids.Contains(recorded.ItemId))
            .OrderBy(recorded => recorded.Id).ToListAsync(cancellationToken);
        var judgements = needs.HasFlag(FactKinds.Votes)
            ? await db.Judgements.AsNoTracking().Where(judgement => ids.Contains(judgement.ItemId))
                .OrderBy(judgement => judgement.Id).ToListAsync(cancellationToken)
            : [];
        var predictions = needs.HasFlag(FactKinds.Prediction)
            ? await ReadPredictionsAsync(db, ids, cancellationToken)
            : [];
        var asking = predictions.Count == 0
            ? []
            : (await db.WorkflowVersions.AsNoTracking().Where(version => version.ProjectId == project.Id)
                .ToListAsync(cancellationToken))
                .Where(version => version.Definition.Needs().HasFlag(FactKinds.Prediction))
                .Select(version => version.Version).ToHashSet();
        return new(
            project,
            needs,
            signals.ToLookup(recorded => recorded.ItemId, recorded => recorded.Signal),
            judgements.ToLookup(judgement => judgement.ItemId, judgement => judgement.Answers),
            predictions,
            asking);
    }

    private static async Task<Dictionary<ItemId, Said>> ReadPredictionsAsync(
        ActiveLabelDb db, List<ItemId> items, CancellationToken cancellationToken)
    {
        var rows = await (
            from row in db.Predictions
            join model in db.ModelVersions on row.ModelVersionId equals model.Id
            where items.Contains(row.ItemId)
            select new { row.ItemId, row.Probabilities, row.ScoredAt, model.Stage, model.Trust })
            .AsNoTracking().ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => row.ItemId,
            row => new Said(
                row.Probabilities, row.Stage == ModelStage.Serving ? row.Trust?.From : null, row.ScoredAt));
    }

    /// <returns>In their order, the import first.</returns>
    public List<ItemSignal> SignalsOf(Item item)
    {
        var judged = 0;
        var signals = new List<ItemSignal> { StartItems.SignalOf(item.CreatedAt) };
        foreach (var signal in _signals[item.Id])
        {
            judged += signal.Kind == SignalKind.Judged ? 1 : 0;
            signals.Add(Complete(item.Id, signal, judged));
        }
        if (!_asking.Contains(item.WorkflowVersion) && _predictions.TryGetValue(item.Id, out var said))
            signals.Insert(
                signals.FindIndex(signal => signal.At > said.At) is >= 0 and var later ? later : signals.Count,
                Complete(
                    item.Id,
                    new(SignalKind.Predicted, said.At, new Dictionary<string, QuestionBelief>()),
                    judged: 0));
        return signals;
    }

    private ItemSignal Complete(ItemId item, ItemSignal signal, int judged)
    {
        if ((_needs & (FactKinds.Votes | FactKinds.Prediction)) == FactKinds.None)
            return signal;
        var beliefs = _project.Schema.Questions.ToDictionary(question => question.Key, question =>
        {
            var belief = signal.Beliefs.GetValueOrDefault(question.Key) ?? QuestionBelief.None;
            if (belief.Votes.Count == 0 && _needs.HasFlag(FactKinds.Votes))
                belief = belief with { Votes = VotesOf(item, question, judged) };
            return belief.Prediction.Count == 0 && question == _project.Schema.Questions[0]
                && _predictions.GetValueOrDefault(item) is { } said
                ? belief with { Prediction = said.Probabilities, TrustedFrom = said.TrustedFrom }
                : belief;
        });
        return signal with { Beliefs = beliefs };
    }

    private int[] VotesOf(ItemId item, Question question, int judged)
    {
        var votes = new int[question.Choices.Count];
        foreach (var answer in _answers[item].Take(judged).SelectMany(given => given))
            if (answer.QuestionKey == question.Key && answer.Value is SingleChoiceValue value
                && question.IndexOf(value.Choice) is >= 0 and var choice)
                votes[choice]++;
        return votes;
    }

    private sealed record Said(float[] Probabilities, double? TrustedFrom, DateTimeOffset At);
}
