namespace ActiveLabel.Domain.Forecasting;

/// <summary>A time of the week, in UTC, at which somebody works.</summary>
/// <param name="From">Since midnight; before <paramref name="To"/>.</param>
/// <param name="To">Since midnight, at most a day.</param>
public readonly record struct WorkShift(DayOfWeek Day, TimeSpan From, TimeSpan To)
{
    /// <summary>Monday to Friday, the same hours.</summary>
    public static IReadOnlyList<WorkShift> Weekdays(TimeSpan from, TimeSpan to)
        => [.. Enumerable.Range((int)DayOfWeek.Monday, 5).Select(day => new WorkShift((DayOfWeek)day, from, to))];

    /// <summary>Day and night.</summary>
    public static IReadOnlyList<WorkShift> Always { get; }
        = [.. Enum.GetValues<DayOfWeek>().Select(day => new WorkShift(day, TimeSpan.Zero, TimeSpan.FromDays(1)))];
}

/// <summary>The shifts of one person, in seconds of the week since Sunday midnight.</summary>
internal sealed class WorkCalendar
{
    public const double SecondsPerWeek = 7 * SecondsPerDay;
    private const double SecondsPerDay = 86_400;

    private readonly (double From, double To)[] _shifts;

    /// <exception cref="ArgumentException">There is no shift, or one ends before it begins.</exception>
    public WorkCalendar(IReadOnlyList<WorkShift> shifts)
    {
        if (shifts.Count == 0 || shifts.Any(shift => shift.From < TimeSpan.Zero || shift.To <= shift.From
            || shift.To > TimeSpan.FromDays(1)))
            throw new ArgumentException("Somebody needs a shift, and a shift ends after it begins.", nameof(shifts));
        _shifts =
        [
            .. shifts.Select(shift => (
                    From: ((int)shift.Day * SecondsPerDay) + shift.From.TotalSeconds,
                    To: ((int)shift.Day * SecondsPerDay) + shift.To.TotalSeconds))
                .OrderBy(shift => shift.From),
        ];
        SecondsAWeek = _shifts.Sum(shift => shift.To - shift.From);
    }

    public double SecondsAWeek { get; }

    /// <returns>
    /// The first moment at or after another one that lies in a shift; both in seconds since a Sunday.
    /// </returns>
    public double NextWorking(double second)
    {
        var week = Math.Floor(second / SecondsPerWeek) * SecondsPerWeek;
        var within = second - week;
        foreach (var (from, to) in _shifts)
            if (within < to)
                return week + Math.Max(within, from);
        return week + SecondsPerWeek + _shifts[0].From;
    }

    /// <returns>When so many seconds of work are done, begun at a moment in a shift.</returns>
    public double After(double second, double work)
    {
        var at = second + (Math.Floor(work / SecondsAWeek) * SecondsPerWeek);
        for (work %= SecondsAWeek; ;)
        {
            at = NextWorking(at);
            var end = EndOfShift(at);
            if (work <= end - at)
                return at + work;
            (work, at) = (work - (end - at), end);
        }
    }

    /// <returns>Seconds of work between two moments.</returns>
    public double Working(double from, double to)
    {
        var weeks = Math.Floor((to - from) / SecondsPerWeek);
        var (sum, at) = (weeks * SecondsAWeek, from + (weeks * SecondsPerWeek));
        while ((at = NextWorking(at)) < to)
        {
            var end = Math.Min(to, EndOfShift(at));
            sum += end - at;
            at = end;
        }
        return sum;
    }

    private double EndOfShift(double second)
    {
        var week = Math.Floor(second / SecondsPerWeek) * SecondsPerWeek;
        return week + _shifts.First(shift => second - week < shift.To).To;
    }
}
