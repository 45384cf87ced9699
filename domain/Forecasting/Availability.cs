namespace ActiveLabel.Domain.Forecasting;

/// <summary>When somebody works, taken from when he worked.</summary>
public static class Availability
{
    /// <summary>Days that are looked back at.</summary>
    public const int DaysMax = 28;

    private const int DaysOfWeek = 7;

    /// <summary>Below this a week somebody is not counted on.</summary>
    private const double SecondsOfWeekMin = 600;

    /// <summary>When a shift that is known by its length alone begins, in UTC.</summary>
    private static readonly TimeSpan Begin = TimeSpan.FromHours(8);

    /// <param name="seconds">Seconds of work by day since 1970; days without work may be left out.</param>
    /// <param name="today">Day since 1970 that has only begun; it is left out where there are others.</param>
    /// <returns>A shift a weekday, as long as he worked on it in the mean; none when he hardly worked.</returns>
    /// <remarks>Of less than a week it is not known which weekdays are his: all are taken to be alike.</remarks>
    public static IReadOnlyList<WorkShift> Fit(IReadOnlyDictionary<int, double> seconds, int today)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        var known = seconds.Where(day => day.Key <= today && day.Key > today - DaysMax).ToList();
        if (known.Count == 0)
            return [];
        var first = known.Min(day => day.Key);
        var last = first == today ? today : today - 1;
        var days = Enumerable.Range(first, last - first + 1)
            .Select(day => (Day: WeekdayOf(day), Seconds: seconds.GetValueOrDefault(day))).ToList();
        var mean = days.Average(day => day.Seconds);
        if (mean * DaysOfWeek < SecondsOfWeekMin)
            return [];
        var isKnownByWeekday = days.Count >= DaysOfWeek;
        return
        [
            .. Enum.GetValues<DayOfWeek>()
                .Select(day => (Day: day, Seconds: isKnownByWeekday
                    ? days.Where(known => known.Day == day).Average(known => known.Seconds)
                    : mean))
                .Where(day => day.Seconds > 0)
                .Select(day => ShiftOf(day.Day, TimeSpan.FromSeconds(Math.Min(day.Seconds, 86_400)))),
        ];
    }

    private static WorkShift ShiftOf(DayOfWeek day, TimeSpan length)
    {
        var from = Begin + length <= TimeSpan.FromDays(1) ? Begin : TimeSpan.FromDays(1) - length;
        return new(day, from, from + length);
    }

    private static DayOfWeek WeekdayOf(int day) => DateTimeOffset.UnixEpoch.AddDays(day).DayOfWeek;
}
