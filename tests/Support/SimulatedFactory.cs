using ActiveLabel.Domain.Forecasting;

namespace ActiveLabel.Tests.Support;

/// <summary>
/// A labeling factory with known parameters, to hold forecasts against. Built unlike the forecast on purpose: the clock
/// ticks every 20 seconds instead of jumping from event to event, and handling times are sums of exponentials.
/// Items get two or three labels, some are reviewed, and some of those go back.
/// </summary>
public sealed class SimulatedFactory
{
    /// <summary>A Monday.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private const int Tick = 20;
    private const int StagesOfWork = 3;
    private const int Done = 2;

    private Random _random;
    private readonly bool _isAlwaysOpen;
    private readonly int[] _stepOf;
    private readonly List<int>[] _judges;
    private readonly int[] _given;
    private readonly int[] _wanted;
    private readonly List<Clerk> _clerks = [];
    private readonly List<HandlingRecord> _handling = [];
    private readonly long[,] _moves = new long[2, 3];
    private readonly double _labelSeconds;
    private readonly double _reviewSeconds;
    private readonly double _thirdShare;
    private readonly double _reviewShare;
    private readonly double _backShare;
    private int _firstOpen;
    private int _doneItems;
    private long _thirdAsked;
    private long _thirdDecided;

    public SimulatedFactory(int seed, int items, int labelers, int reviewers, bool isAlwaysOpen)
    {
        _random = new(seed);
        _isAlwaysOpen = isAlwaysOpen;
        (_stepOf, _given, _wanted) = (new int[items], new int[items], Enumerable.Repeat(2, items).ToArray());
        _judges = [.. _stepOf.Select(_ => new List<int>())];
        _labelSeconds = 60 + (180 * _random.NextDouble());
        _reviewSeconds = 60 + (240 * _random.NextDouble());
        _thirdShare = 0.1 + (0.4 * _random.NextDouble());
        _reviewShare = 0.2 + (0.5 * _random.NextDouble());
        _backShare = 0.2 * _random.NextDouble();
        Hire("label", labelers);
        Hire("review", reviewers);
    }

    /// <summary>Seconds since <see cref="Monday"/>.</summary>
    public long Now { get; private set; }

    public int DoneItems => _doneItems;

    public double HoursOfWork { get; private set; }

    public WorkRecords Records => new(
        [.. _handling],
        [new("label", "review", _moves[0, 1]), new("label", null, _moves[0, 2]),
            new("review", "label", _moves[1, 0]), new("review", null, _moves[1, 2])],
        [new("label", _thirdAsked, _thirdDecided)])
    {
        UnderWay = _clerks.Where(clerk => clerk.Item >= 0).GroupBy(clerk => clerk.Skill)
            .ToDictionary(same => same.Key, same => same.Count()),
    };

    public static IReadOnlyList<PlannedStep> Steps { get; } =
        [new("label", "label", 2, 3, UsualNext: "review"), new("review", "review")];

    public WorkPlan Plan => new(
        Monday.AddSeconds(Now),
        Steps,
        [.. _clerks.Select(clerk => new PlannedWorkers(clerk.Name, new HashSet<string> { clerk.Skill }, Shifts, 20))],
        new Dictionary<string, int> { ["label"] = Count(0), ["review"] = Count(1) })
    {
        Given = new Dictionary<string, int>
        {
            ["label"] = Enumerable.Range(0, _stepOf.Length).Where(item => _stepOf[item] == 0).Sum(item => _given[item]),
        },
    };

    public IReadOnlyList<WorkShift> Shifts => _isAlwaysOpen
        ? WorkShift.Always
        : WorkShift.Weekdays(TimeSpan.FromHours(9), TimeSpan.FromHours(17));

    public void Hire(string skill, int count)
    {
        for (var index = 0; index < count; index++)
            _clerks.Add(new(
                _clerks.Count, $"{skill} {_clerks.Count}", skill, Math.Exp(0.3 * (_random.NextDouble() - 0.5) * 3)));
    }

    /// <summary>From here on chance goes another way.</summary>
    public void Reseed(int seed) => _random = new(seed);

    /// <summary>Works until so many items are done.</summary>
    public void WorkUntil(int doneItems)
    {
        for (var limit = 0; DoneItems < doneItems; limit++)
        {
            if (limit > 20_000_000)
                throw new InvalidOperationException("The factory stands still.");
            if (IsOpen())
                foreach (var clerk in _clerks)
                    Move(clerk);
            Now += Tick;
        }
    }

    private bool IsOpen()
    {
        var time = Monday.AddSeconds(Now);
        return _isAlwaysOpen
            || (time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && time.Hour is >= 9 and < 17);
    }

    private void Move(Clerk clerk)
    {
        if (clerk.Item >= 0)
        {
            if ((clerk.Left -= Tick) > 0)
                return;
            Finish(clerk, clerk.Item);
            clerk.Item = -1;
        }
        var step = clerk.Skill == "label" ? 0 : 1;
        while (_firstOpen < _stepOf.Length && _stepOf[_firstOpen] == Done)
            _firstOpen++;
        for (var item = _firstOpen; item < _stepOf.Length; item++)
            if (_stepOf[item] == step && !_judges[item].Contains(clerk.Index)
                && _judges[item].Count < (step == 0 ? _wanted[item] : 1))
            {
                Start(clerk, item, step);
                return;
            }
    }

    private void Start(Clerk clerk, int item, int step)
    {
        _judges[item].Add(clerk.Index);
        var mean = (step == 0 ? _labelSeconds : _reviewSeconds) * clerk.Slowness;
        var seconds = 0.0;
        for (var stage = 0; stage < StagesOfWork; stage++)
            seconds -= Math.Log(1 - _random.NextDouble()) * mean / StagesOfWork;
        // A carry keeps the mean: time comes in ticks.
        var ticks = Math.Max(1, (int)Math.Floor((seconds / Tick) + _random.NextDouble()));
        (clerk.Item, clerk.Left, clerk.Seconds) = (item, ticks * Tick, ticks * Tick);
    }

    private void Finish(Clerk clerk, int item)
    {
        var step = _stepOf[item];
        _handling.Add(new(clerk.Skill, clerk.Name, clerk.Seconds));
        HoursOfWork += clerk.Seconds / 3_600.0;
        if (++_given[item] < (step == 0 ? _wanted[item] : 1))
            return;
        if (step == 0 && _wanted[item] == 2)
        {
            _thirdDecided++;
            if (_random.NextDouble() < _thirdShare)
            {
                _thirdAsked++;
                _wanted[item] = 3;
                return;
            }
        }
        var next = step == 0
            ? (_random.NextDouble() < _reviewShare ? 1 : Done)
            : (_random.NextDouble() < _backShare ? 0 : Done);
        _moves[step, next]++;
        _doneItems += next == Done ? 1 : 0;
        (_stepOf[item], _given[item], _wanted[item]) = (next, 0, 2);
        _judges[item].Clear();
    }

    private int Count(int step) => _stepOf.Count(known => known == step);

    private sealed class Clerk(int index, string name, string skill, double slowness)
    {
        public int Index { get; } = index;
        public string Name { get; } = name;
        public string Skill { get; } = skill;
        public double Slowness { get; } = slowness;
        public int Item { get; set; } = -1;
        public int Left { get; set; }
        public int Seconds { get; set; }
    }
}
