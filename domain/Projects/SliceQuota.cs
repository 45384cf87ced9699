namespace ActiveLabel.Domain.Projects;

/// <summary>At least this share of each batch of the ranked queue, as far as there are such open items.</summary>
/// <param name="Attribute">Of items.</param>
/// <param name="Value">What it has, as a text.</param>
/// <param name="Share">Above 0 to 1.</param>
public sealed record SliceQuota(string Attribute, string Value, double Share)
{
    public const int CountMax = 20;
    public const int LengthMax = 200;

    /// <returns>What is wrong with the quotas of a project and what to do, or null.</returns>
    public static string? Validate(IReadOnlyList<SliceQuota> quotas)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        if (quotas.Count > CountMax)
            return $"A project has at most {CountMax} sliceQuotas; leave out the least important.";
        foreach (var quota in quotas)
        {
            if (quota.Attribute.Length is 0 or > LengthMax || quota.Value.Length is 0 or > LengthMax)
                return $"Each of the sliceQuotas needs an attribute and a value of 1 to {LengthMax} characters.";
            if (quota.Share is not (> 0 and <= 1))
                return $"The share of '{quota.Attribute}' = '{quota.Value}' must lie above 0 and be at most 1; leave "
                    + "the quota out where the slice needs none.";
        }
        var known = new HashSet<(string, string)>();
        if (quotas.FirstOrDefault(quota => !known.Add((quota.Attribute, quota.Value))) is { } twice)
            return $"There are two sliceQuotas of '{twice.Attribute}' = '{twice.Value}'; keep one.";
        return quotas.Sum(quota => quota.Share) > 1 + 1e-9
            ? "The shares of the sliceQuotas are more than a whole batch; lower them to 1 in all."
            : null;
    }
}
