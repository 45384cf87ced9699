using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>
/// What is on record of a chunk of items. A draft may ask for facts that the workflow in force did not, and that were
/// not recorded with the signals: votes are counted from the judgements, and a prediction is the latest one.
/// </summary>
internal sealed class ItemRecords
{
    private readonly Project _project;
    private readonly ILookup<ItemId, ItemSignal> _signals;
    private readonly ILookup<ItemId, IReadOnlyList<Answer>> _answers;
    private readonly IReadOnlyDictionary<ItemId, float[]> _predictions;
    private readonly FactKinds _needs;

    private ItemRecords(
        Project project,
        FactKinds needs,
        ILookup<ItemId, ItemSignal> signals,
        ILookup<ItemId, IReadOnlyList<Answer>> answers,
        IReadOnlyDictionary<ItemId, float[]> predictions)
        => (_project, _needs, _signals, _answers, _predictions) = (project, needs, signals, answers, predictions);

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
            ? await db.Predictions.AsNoTracking().Where(row => ids.Contains(row.ItemId))
                .ToDictionaryAsync(row => row.ItemId, row => row.Probabilities, cancellationToken)
            : [];
        return new(
            project,
            needs,
            signals.ToLookup(recorded => recorded.ItemId, recorded => recorded.Signal),
            judgements.ToLookup(judgement => judgement.ItemId, judgement => judgement.Answers),
            predictions);
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
                ? belief with { Prediction = _predictions.GetValueOrDefault(item) ?? [] }
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
}
