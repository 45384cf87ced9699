namespace ActiveLabel.Domain.Forecasting;

/// <summary>How one simulated run ended.</summary>
/// <param name="Seconds">From the start until the last item was done; null when it never is.</param>
/// <param name="BusySeconds">Of each worker, in the order of the plan.</param>
/// <param name="WorkSeconds">Of all judgements at each step.</param>
internal sealed record FactoryRunResult(
    double? Seconds, double Cost, double[] BusySeconds, double[] WorkSeconds);

/// <summary>
/// Discrete-event simulation of the rest of a project: items walk the steps, workers take the first task that they may
/// do, from the last step backwards, in their shifts.
/// </summary>
internal sealed class FactoryRun
{
    /// <summary>How many waiting tasks a worker is offered before he is told that there is none for him.</summary>
    private const int OffersMax = 100;

    private const double YearsMax = 20;

    private readonly WorkPlan _plan;
    private readonly WorkflowDraw _draw;
    private readonly Random _random;
    private readonly Person[] _people;
    private readonly LinkedList<Ticket>[] _queues;
    private readonly PriorityQueue<FactoryEvent, (double Time, long Rank)> _events = new();
    private readonly int _batch;
    private readonly double[] _residualMeans;
    private readonly double[] _work;
    private long _rank;
    private long _units;
    private double _cost;

    public FactoryRun(WorkPlan plan, WorkflowDraw draw, Person[] people, Random random)
    {
        (_plan, _draw, _random) = (plan, draw, random);
        _people = Array.ConvertAll(people, person => person with { Busy = 0, IsIdle = false });
        _queues = [.. plan.Steps.Select(_ => new LinkedList<Ticket>())];
        _work = new double[_queues.Length];
        _batch = (int)Math.Max(1, (plan.Items + plan.UnitsMax - 1) / plan.UnitsMax);
        _residualMeans = Array.ConvertAll(draw.Residuals, residuals => residuals.Average());
    }

    public FactoryRunResult Simulate(double start, CancellationToken cancellationToken)
    {
        var last = start;
        Begin(start);
        while (_units > 0 && _events.TryDequeue(out var happened, out var when))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (when.Time > start + (YearsMax * 52 * WorkCalendar.SecondsPerWeek))
                break;
            if (happened.Ticket is not null)
                last = when.Time;
            Handle(happened, when.Time);
        }
        return new(
            _units == 0 ? last - start : null, _cost, Array.ConvertAll(_people, person => person.Busy), _work);
    }

    private void Begin(double start)
    {
        foreach (var person in _people)
            Schedule(start, new(person, null));
        for (var step = 0; step < _queues.Length; step++)
        {
            var given = _plan.Given.GetValueOrDefault(_plan.Steps[step].Key);
            for (var left = _plan.Waiting.GetValueOrDefault(_plan.Steps[step].Key); left > 0; left -= _batch)
            {
                var size = Math.Min(left, _batch);
                var had = Math.Min(given / size, _plan.Steps[step].Judgements - 1);
                given -= had * size;
                _units++;
                Enter(new(size), step, start, had);
            }
        }
        var arrival = start;
        for (var left = _plan.Arriving; left > 0; left -= _batch)
        {
            var size = Math.Min(left, _batch);
            arrival += _random.Gamma(size) * 3_600 / _plan.ArrivingPerHour;
            _units++;
            Schedule(arrival, new(null, new(new(size), 0)));
        }
    }

    private void Handle(FactoryEvent happened, double now)
    {
        if (happened is { Person: null, Ticket: { } arrived })
        {
            Enter(arrived.Unit, 0, now);
            return;
        }
        if (happened is { Person: not null, Ticket: { } judged })
            Judged(judged, now);
        if (happened.Person is { } person)
            Take(person, now);
    }

    private void Enter(Unit unit, int step, double now, int given = 0)
    {
        unit.JudgedBy.Clear();
        (unit.Wanted, unit.Given) = (_plan.Steps[step].Judgements, given);
        for (var judgement = given; judgement < unit.Wanted; judgement++)
            Offer(new(unit, step), now);
    }

    // What was begun comes before what is fresh: the next steps would else stand still and be flooded at the end.
    private void Offer(Ticket ticket, double now, bool isBegun = false)
    {
        if (isBegun)
            _queues[ticket.Step].AddFirst(ticket);
        else
            _queues[ticket.Step].AddLast(ticket);
        Wake(ticket.Step, now);
    }

    private void Wake(int step, double now)
    {
        foreach (var person in _people)
            if (person.IsIdle && person.Can[step])
            {
                person.IsIdle = false;
                Schedule(now, new(person, null));
            }
    }

    private void Take(Person person, double now)
    {
        var begin = person.Calendar.NextWorking(now);
        if (begin > now)
        {
            Schedule(begin, new(person, null));
            return;
        }
        for (var step = _queues.Length - 1; step >= 0; step--)
            if (person.Can[step] && TakeFrom(_queues[step], person) is { } ticket)
            {
                Work(person, ticket, now);
                // Whoever found nothing among the first tickets is offered another one now.
                if (_queues[step].Count >= OffersMax)
                    Wake(step, now);
                return;
            }
        person.IsIdle = true;
    }

    private static Ticket? TakeFrom(LinkedList<Ticket> queue, Person person)
    {
        var offers = 0;
        for (var node = queue.First; node is not null && offers < OffersMax; node = node.Next, offers++)
            if (!node.Value.Unit.JudgedBy.Contains(person.Index))
            {
                queue.Remove(node);
                return node.Value;
            }
        return null;
    }

    private void Work(Person person, Ticket ticket, double now)
    {
        var (step, size) = (ticket.Step, ticket.Unit.Size);
        ticket.Unit.JudgedBy.Add(person.Index);
        var residuals = _draw.Residuals[step];
        var mean = _residualMeans[step];
        var residual = mean + ((residuals[_random.Next(residuals.Length)] - mean) / Math.Sqrt(size));
        var seconds = Math.Exp(_draw.Steps[step] + _draw.Workers[person.Index]) * residual * size;
        person.Busy += seconds;
        _work[step] += seconds;
        _cost += (seconds / 3_600 * person.CostPerHour) + (size * _plan.Steps[step].CostPerJudgement);
        Schedule(person.Calendar.After(now, seconds), new(person, ticket));
    }

    private void Judged(Ticket ticket, double now)
    {
        var (unit, step) = (ticket.Unit, _plan.Steps[ticket.Step]);
        if (++unit.Given < unit.Wanted)
            return;
        if (unit.Wanted < step.JudgementsMax && _random.NextDouble() < _draw.ChanceOfMore[ticket.Step])
        {
            unit.Wanted++;
            Offer(new(unit, ticket.Step), now, isBegun: true);
            return;
        }
        if (NextOf(ticket.Step) is var next and >= 0)
            Enter(unit, next, now);
        else
            _units--;
    }

    private int NextOf(int step)
    {
        var left = _random.NextDouble();
        foreach (var (next, share) in _draw.Next[step])
            if ((left -= share) < 0)
                return next;
        return _draw.Next[step][^1].Next;
    }

    private void Schedule(double time, FactoryEvent happening) => _events.Enqueue(happening, (time, _rank++));

    /// <summary>Somebody at work.</summary>
    internal sealed record Person(int Index, WorkCalendar Calendar, bool[] Can, double CostPerHour)
    {
        public double Busy { get; set; }

        public bool IsIdle { get; set; }
    }

    /// <summary>An item, or some that stay together.</summary>
    private sealed class Unit(int size)
    {
        public int Size { get; } = size;
        public List<int> JudgedBy { get; } = [];
        public int Wanted { get; set; }
        public int Given { get; set; }
    }

    private readonly record struct Ticket(Unit Unit, int Step);

    private readonly record struct FactoryEvent(Person? Person, Ticket? Ticket);
}
