using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Performance;

/// <summary>What a worker did in a project on a day at a step, for a type of question: a maintained sum.</summary>
public sealed class WorkerDay
{
    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }

    /// <summary>Days since 1970-01-01 in UTC.</summary>
    public required int Day { get; init; }

    /// <summary>The workflow step.</summary>
    public required string StepKey { get; init; }

    public required AnnotationType AnnotationType { get; init; }
    public int JudgementCount { get; set; }

    /// <summary>Seconds of work, as the worker's client measured them.</summary>
    public double ActiveSeconds { get; set; }

    /// <summary>Seconds from the claim to the judgement.</summary>
    public double WallSeconds { get; set; }

    public int SkipCount { get; set; }

    /// <summary>Judgements whose item was done later: those that can be compared with its consensus.</summary>
    public int ComparedCount { get; set; }

    /// <summary>Of those, the ones that said what the consensus says.</summary>
    public int AgreedCount { get; set; }

    /// <summary>How often a review or an adjudication said something about one of the judgements.</summary>
    public int ReviewedCount { get; set; }

    /// <summary>Of those, how often it said otherwise, or sent the item back.</summary>
    public int ReversedCount { get; set; }

    public static int DayOf(DateTimeOffset at) => (int)((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerDay);

    /// <summary>The day's first instant.</summary>
    public static DateTimeOffset StartOf(int day) => DateTimeOffset.UnixEpoch.AddDays(day);
}

/// <summary>What a worker has earned in a project in one currency: a maintained sum.</summary>
public sealed class WorkerEarnings
{
    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }

    /// <summary>As in ISO 4217, such as EUR.</summary>
    public required string Currency { get; init; }

    /// <summary>In the smallest unit of the currency.</summary>
    public long AmountMinor { get; set; }

    /// <summary>Judgements that were paid for.</summary>
    public int JudgementCount { get; set; }
}

/// <summary>What a judgement of a project is paid from some time on.</summary>
public sealed class PayRate
{
    public const int CurrencyLength = 3;
    public const int AmountMinorMax = 1_000_000;

    public long Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>For one judgement, in the smallest unit of the currency; 0 ends the pay.</summary>
    public required int AmountMinor { get; init; }

    /// <summary>As in ISO 4217, such as EUR.</summary>
    public required string Currency { get; init; }

    /// <summary>Judgements given from then on.</summary>
    public required DateTimeOffset From { get; init; }

    /// <returns>What is wrong with a rate and what to do, or null.</returns>
    public static string? Validate(int amountMinor, string currency)
    {
        if (amountMinor is < 0 or > AmountMinorMax)
            return $"A rate lies between 0 and {AmountMinorMax} of the currency's smallest unit.";
        return currency?.Length == CurrencyLength && currency.All(char.IsAsciiLetterUpper)
            ? null
            : "A currency is three capital letters as in ISO 4217, such as EUR.";
    }
}
