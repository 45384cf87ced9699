using ActiveLabel.Domain.Items;

namespace ActiveLabel.Domain.Metrics;

/// <summary>An item's way through the steps, told event by event, as what is counted of it.</summary>
/// <param name="createdAt">When it was imported.</param>
/// <param name="start">Key of its first step.</param>
public sealed class ItemJourney(DateTimeOffset createdAt, string start)
{
    private readonly DateTimeOffset _createdAt = createdAt;
    private readonly Dictionary<string, int> _visits = new(StringComparer.Ordinal);
    private DateTimeOffset _enteredAt = createdAt;
    private bool _isFlawless = true;

    /// <summary>Whether it counts as being in its step.</summary>
    private bool _isIn = true;

    /// <summary>Where it is.</summary>
    public string Step { get; private set; } = start;

    public ItemState State { get; private set; } = ItemState.Queued;

    /// <summary>Whether what is done in the step now is done again.</summary>
    public bool IsAgain(string step) => _visits.GetValueOrDefault(step) > 1;

    /// <summary>Somebody found that it was not right: it does not count as right at the first pass.</summary>
    public void Correct() => _isFlawless = false;

    public IReadOnlyList<MetricFact> Import(DateTimeOffset at)
    {
        _visits[Step] = 1;
        return
        [
            MetricFact.OfProject(at, new(Arrived: 1, InProgress: 1)),
            MetricFact.OfStep(Step, at, new(Arrived: 1, InProgress: 1)),
        ];
    }

    /// <summary>It is on its way again; the move that follows says where.</summary>
    public IReadOnlyList<MetricFact> Reopen(DateTimeOffset at)
    {
        var whole = WholeOf(State, ItemState.Queued, at);
        State = ItemState.Queued;
        return whole is null ? [] : [MetricFact.OfProject(at, whole)];
    }

    /// <param name="step">Where it is afterwards.</param>
    /// <param name="isVisit">Whether it came to the step anew, be it from the step itself.</param>
    public IReadOnlyList<MetricFact> Become(ItemState state, string step, bool isVisit, DateTimeOffset at)
    {
        var facts = new List<MetricFact>();
        var (was, hasMoved) = (State, isVisit || step != Step || (!_isIn && !IsOver(state)));
        if (_isIn && (hasMoved || state == ItemState.Cancelled))
            facts.Add(MetricFact.OfStep(Step, at, hasMoved ? LeftAt(at) : new(Cancelled: 1, InProgress: -1)));
        if (_isIn && hasMoved)
            facts.Add(new(
                MetricDimension.Transition,
                MetricBucket.TransitionOf(Step, state == ItemState.Done ? "" : step),
                at,
                new(Finished: 1)));
        if (hasMoved)
        {
            var isFirst = (_visits[step] = _visits.GetValueOrDefault(step) + 1) == 1;
            _isFlawless &= isFirst;
            facts.Add(MetricFact.OfStep(step, at, new(
                Arrived: isFirst ? 1 : 0, Returned: isFirst ? 0 : 1, InProgress: IsOver(state) ? 0 : 1)));
            (Step, _enteredAt) = (step, at);
        }
        (State, _isIn) = (state, !IsOver(state));
        if (WholeOf(was, state, at) is { } whole)
            facts.Add(MetricFact.OfProject(at, whole));
        return facts;
    }

    private static bool IsOver(ItemState state) => state is ItemState.Done or ItemState.Cancelled;

    private MetricChange LeftAt(DateTimeOffset at) => new(
        Finished: 1,
        FirstPass: IsAgain(Step) ? 0 : 1,
        LeadSeconds: Math.Max(0, (at - _enteredAt).TotalSeconds),
        InProgress: -1);

    /// <returns>What it means to the project; null where it means nothing.</returns>
    private MetricChange? WholeOf(ItemState was, ItemState state, DateTimeOffset at)
    {
        if (was == state)
            return null;
        var inProgress = (IsOver(was) ? 1 : 0) - (IsOver(state) ? 1 : 0);
        var usable = (state == ItemState.Done ? 1 : 0) - (was == ItemState.Done ? 1 : 0);
        if (state == ItemState.Done)
            return new(
                Finished: 1,
                FirstPass: _isFlawless ? 1 : 0,
                LeadSeconds: Math.Max(0, (at - _createdAt).TotalSeconds),
                InProgress: inProgress,
                Usable: usable);
        if (state == ItemState.Cancelled)
            return new(Cancelled: 1, InProgress: inProgress, Usable: usable);
        if (!IsOver(was))
            return null;
        _isFlawless = false;
        return new(Returned: 1, InProgress: inProgress, Usable: usable);
    }
}
