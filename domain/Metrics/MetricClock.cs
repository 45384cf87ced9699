namespace ActiveLabel.Domain.Metrics;

/// <summary>How long the pieces are that time is cut into.</summary>
public enum MetricResolution
{
    /// <summary>All time in one.</summary>
    Total = 0,

    /// <summary>An hour.</summary>
    Hour = 1,

    /// <summary>A day of UTC.</summary>
    Day = 2,

    /// <summary>From Monday.</summary>
    Week = 3,

    /// <summary>A month of UTC, from its first day.</summary>
    Month = 4,
}

/// <summary>Cuts time into hours, days, weeks and months of UTC, counted from 1970.</summary>
public static class MetricClock
{
    private const int DaysOfWeek = 7;
    private const int MonthsOfYear = 12;

    // 1970 began on a Thursday.
    private const int DaysToThursday = 3;

    /// <summary>The finest first.</summary>
    public static IReadOnlyList<MetricResolution> Pieces { get; }
        = [MetricResolution.Hour, MetricResolution.Day, MetricResolution.Week, MetricResolution.Month];

    /// <returns>Which piece an instant lies in; 0 for all time.</returns>
    public static long NumberOf(MetricResolution resolution, DateTimeOffset at)
    {
        var since = at - DateTimeOffset.UnixEpoch;
        return resolution switch
        {
            MetricResolution.Hour => (long)Math.Floor(since.TotalHours),
            MetricResolution.Day => (long)Math.Floor(since.TotalDays),
            MetricResolution.Week => (long)Math.Floor((since.TotalDays + DaysToThursday) / DaysOfWeek),
            MetricResolution.Month
                => ((at.UtcDateTime.Year - 1970) * MonthsOfYear) + at.UtcDateTime.Month - 1,
            _ => 0,
        };
    }

    /// <returns>The first instant of a piece.</returns>
    public static DateTimeOffset StartOf(MetricResolution resolution, long number) => resolution switch
    {
        MetricResolution.Hour => DateTimeOffset.UnixEpoch.AddHours(number),
        MetricResolution.Day => DateTimeOffset.UnixEpoch.AddDays(number),
        MetricResolution.Week => DateTimeOffset.UnixEpoch.AddDays((number * DaysOfWeek) - DaysToThursday),
        MetricResolution.Month => DateTimeOffset.UnixEpoch.AddMonths((int)number),
        _ => DateTimeOffset.UnixEpoch,
    };

    /// <returns>The finest that cuts a stretch into so many pieces at the most, or months.</returns>
    public static MetricResolution FinestFor(DateTimeOffset from, DateTimeOffset to, int piecesMax)
    {
        foreach (var resolution in Pieces)
            if (NumberOf(resolution, to) - NumberOf(resolution, from) < piecesMax)
                return resolution;
        return MetricResolution.Month;
    }
}
