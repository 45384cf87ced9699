using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>All that is on record of one item, and what was believed at each of its signals by what counts.</summary>
internal sealed class RecordedItem
{
    private readonly MovingItem _moving;
    private readonly List<RecordedSignal> _signals;
    private readonly ILookup<JudgementId, SetAsideJudgement> _aside;
    private readonly List<int> _judged = [];
    private readonly List<QuestionJudgements> _questions = [];

    private RecordedItem(
        MovingItem moving,
        List<RecordedSignal> signals,
        List<Judgement> judgements,
        List<SetAsideJudgement> aside,
        List<LabelingTask> tasks)
    {
        (_moving, _signals, Judgements, Tasks) = (moving, signals, judgements, tasks);
        _aside = aside.ToLookup(row => row.JudgementId);
    }

    /// <summary>In their order.</summary>
    public List<Judgement> Judgements { get; }

    public List<LabelingTask> Tasks { get; }

    /// <summary>What is known of it beforehand; none where it is not gold.</summary>
    public IReadOnlyList<Answer> Known { get; private set; } = [];

    /// <summary>One for each signal.</summary>
    public List<SignalFact> Facts { get; } = [];

    public IReadOnlyList<QuestionJudgements> Questions => _questions;

    public bool IsSetAside(Judgement judgement) => _aside[judgement.Id].Any(row => row.RestoredAt is null);

    /// <param name="moving">Held fast.</param>
    public static async Task<RecordedItem> ReadAsync(
        ActiveLabelDb db, MovingItem moving, CancellationToken cancellationToken)
    {
        var id = moving.Item.Id;
        var recorded = new RecordedItem(
            moving,
            await db.Signals.AsNoTracking().Where(row => row.ItemId == id).OrderBy(row => row.Id)
                .ToListAsync(cancellationToken),
            await db.Judgements.AsNoTracking().Where(row => row.ItemId == id).OrderBy(row => row.Id)
                .ToListAsync(cancellationToken),
            await db.SetAsideJudgements.AsNoTracking().Where(row => row.ItemId == id).OrderBy(row => row.Id)
                .ToListAsync(cancellationToken),
            // Gold is of no visit: the item's way does not depend on it.
            await db.Tasks.AsNoTracking()
                .Where(row => row.ItemId == id && !db.GoldItems.Any(gold => gold.TaskId == row.Id))
                .OrderBy(row => row.Id).ToListAsync(cancellationToken));
        recorded.Known = await db.GoldItems.AsNoTracking().Where(row => row.ItemId == id)
            .OrderByDescending(row => row.Id).Select(row => row.Answers).FirstOrDefaultAsync(cancellationToken) ?? [];
        var decisions = await db.Decisions.AsNoTracking()
            .Where(row => row.ItemId == id && row.Kind != DecisionKind.Machine).OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        var tasks = recorded.Tasks.ConvertAll(task => task.Id);
        var skips = await db.Skips.AsNoTracking().Where(row => tasks.Contains(row.TaskId))
            .OrderBy(row => row.At).ToListAsync(cancellationToken);
        recorded.Pair(decisions, skips);
        foreach (var question in moving.Project.Schema.Questions)
            recorded._questions.Add(await QuestionJudgements.LoadAsync(
                db, moving.Project.Id, question, recorded, cancellationToken));
        return recorded;
    }

    /// <summary>
    /// What was believed at the signal: as recorded, where the same judgements count as did then; else by those that
    /// count, with the reliabilities as they are known now.
    /// </summary>
    public IReadOnlyDictionary<string, QuestionBelief> BeliefsAt(int index, IReadOnlyDictionary<string, int> decided)
    {
        var signal = _signals[index];
        var before = Judgements.Take(_judged[index]).ToList();
        if (before.TrueForAll(judgement => IsSetAside(judgement)
            == _aside[judgement.Id].Any(row => row.HeldAt(signal.Id))))
            return signal.Signal.Beliefs;
        var needsVotes = _moving.Workflow.Needs().HasFlag(FactKinds.Votes);
        return _questions.ToDictionary(
            one => one.Question.Key,
            one => one.BeliefAfter(
                before.Count,
                decided.TryGetValue(one.Question.Key, out var label) ? label : null,
                needsVotes,
                signal.Signal.Beliefs.GetValueOrDefault(one.Question.Key)?.Prediction ?? []));
    }

    // A signal bears the time of what it tells of, and an item's signals come one after the other.
    private void Pair(List<Decision> decisions, List<Skip> skips)
    {
        var (judged, decided, skipped) = (0, 0, 0);
        foreach (var recorded in _signals)
        {
            var signal = recorded.Signal;
            TaskId? task = null;
            var counts = true;
            IReadOnlyList<Answer>? answers = null;
            if (signal.Kind == SignalKind.Judged
                && Judgements.FindIndex(judged, row => row.SubmittedAt == signal.At) is >= 0 and var at)
            {
                (judged, task) = (at + 1, Judgements[at].TaskId);
                counts = !IsSetAside(Judgements[at]);
            }
            else if (signal.Kind == SignalKind.Decided
                && decisions.FindIndex(decided, row => row.At == signal.At) is >= 0 and var made)
                (decided, task, answers) = (made + 1, decisions[made].TaskId, decisions[made].Answers);
            else if (signal.Kind == SignalKind.Skipped
                && skips.FindIndex(skipped, row => row.At == signal.At) is >= 0 and var left)
                (skipped, task) = (left + 1, skips[left].TaskId);
            _judged.Add(judged);
            Facts.Add(new(signal, task, counts, answers));
        }
    }
}
