using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Tests.Support;

/// <summary>What a simulated worker of <see cref="CheatingCrowd"/> is.</summary>
public enum Habit
{
    Honest,
    Slow,
    Minority,
    Random,
    Constant,
    Copier,
    Colluding,
    Sleeper,
    GoldMemoriser,
}

/// <summary>
/// A hundred workers, two of each of six ways to cheat among them, who judge items of uneven difficulty with pre-labels
/// that are right on three quarters of the items. Everything follows from the seed.
/// </summary>
public sealed class CheatingCrowd
{
    public const int WorkerCount = 100;
    private const int ItemCount = 800;
    private const int LabelCount = 4;
    private const int JudgementsPerItem = 12;
    private const int CollusionFrom = 6;

    private readonly Random _random;
    private readonly int[] _truth = new int[ItemCount];
    private readonly int[] _decoy = new int[ItemCount];
    private readonly double[] _ease = new double[ItemCount];
    private readonly int[] _preLabels = new int[ItemCount];
    private readonly int[] _gold = new int[ItemCount];
    private readonly double[] _accuracy = new double[WorkerCount];
    private readonly int[] _answered = new int[WorkerCount];
    private readonly Dictionary<int, int> _ringleaders = [];

    private CheatingCrowd(int seed)
    {
        _random = new(seed);
        for (var worker = 0; worker < WorkerCount; worker++)
            _accuracy[worker] = 0.6 + (0.35 * _random.NextDouble());
        for (var item = 0; item < ItemCount; item++)
        {
            _truth[item] = _random.Next(LabelCount);
            _decoy[item] = (_truth[item] + 1 + _random.Next(LabelCount - 1)) % LabelCount;
            _ease[item] = _random.NextDouble();
            _preLabels[item] = _random.NextDouble() < 0.75 ? _truth[item] : _decoy[item];
            _gold[item] = _random.NextDouble() < 0.1 ? _truth[item] : JudgementSet.Unknown;
        }
    }

    public IReadOnlyList<AnswerRecord> Answers { get; private set; } = [];

    public JudgementSet Judgements { get; private set; } = null!;

    public static CheatingCrowd Make(int seed)
    {
        var crowd = new CheatingCrowd(seed);
        var answers = new List<AnswerRecord>();
        for (var item = 0; item < ItemCount; item++)
            answers.AddRange(crowd.WorkersOf(item).Select(worker => crowd.Answer(item, worker)));
        crowd.Answers = answers;
        crowd.Judgements = JudgementSet.Build(
            ItemCount, WorkerCount, LabelCount, answers.Select(a => (a.Item, a.Worker, a.Label)), crowd._gold);
        return crowd;
    }

    public static Habit HabitOf(int worker) => worker switch
    {
        < 2 => Habit.Random,
        < 4 => Habit.Constant,
        < CollusionFrom => Habit.Copier,
        < 8 => Habit.Colluding,
        < 10 => Habit.Sleeper,
        < 12 => Habit.GoldMemoriser,
        < 22 => Habit.Slow,
        < 32 => Habit.Minority,
        _ => Habit.Honest,
    };

    // Colluding workers see to it that they get the same items.
    private List<int> WorkersOf(int item)
    {
        var drawn = Enumerable.Range(0, WorkerCount).Where(worker => worker != CollusionFrom + 1)
            .OrderBy(_ => _random.Next()).Take(JudgementsPerItem).Order().ToList();
        return drawn.Contains(CollusionFrom) ? [.. drawn.Append(CollusionFrom + 1).Order()] : drawn;
    }

    private AnswerRecord Answer(int item, int worker)
    {
        var isBlind = _random.NextDouble() < 0.1;
        int? preLabel = isBlind ? null : _preLabels[item];
        var habit = HabitOf(worker);
        var nth = _answered[worker]++;
        var isCareless = habit is Habit.Random or Habit.Constant or Habit.Copier or Habit.GoldMemoriser;
        var pace = habit == Habit.Slow ? 3 : isCareless && worker % 2 == 0 ? 0.4 : 1;
        var seconds = pace * 8 * Math.Exp(0.5 * Normal());
        return new(item, worker, LabelOf(habit, worker, item, preLabel, nth), preLabel, seconds);
    }

    private int LabelOf(Habit habit, int worker, int item, int? preLabel, int nth) => habit switch
    {
        Habit.Random => _random.Next(LabelCount),
        Habit.Constant => worker % LabelCount,
        Habit.Copier => preLabel is { } shown && _random.NextDouble() < 0.95 ? shown : _random.Next(LabelCount),
        Habit.Colluding => Collude(worker, item),
        Habit.Sleeper when nth >= 45 => _random.Next(LabelCount),
        Habit.GoldMemoriser => _gold[item] >= 0 ? _gold[item] : _random.Next(LabelCount),
        // Reads one label as its neighbour, always.
        Habit.Minority => Read(worker, item, preLabel) is var read && read == 2 ? 3 : read,
        _ => Read(worker, item, preLabel),
    };

    private int Collude(int worker, int item)
    {
        if (worker != CollusionFrom && _ringleaders.TryGetValue(item, out var said) && _random.NextDouble() < 0.95)
            return said;
        return _ringleaders[item] = _random.NextDouble() < 0.6 ? _truth[item] : _random.Next(LabelCount);
    }

    // Honest work: now and then swayed by the pre-label, misled by hard items like everybody else.
    private int Read(int worker, int item, int? preLabel)
    {
        if (preLabel is { } shown && _random.NextDouble() < 0.1)
            return shown;
        var right = Math.Clamp(_accuracy[worker] + (0.4 * (_ease[item] - 0.5)), 0.05, 0.99);
        if (_random.NextDouble() < right)
            return _truth[item];
        return _random.NextDouble() < 0.6 ? _decoy[item] : _random.Next(LabelCount);
    }

    private double Normal()
        => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
