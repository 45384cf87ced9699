using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Bias;

/// <param name="Share">Of the population, 0 to 1.</param>
public sealed record TargetShare(string Value, double Share);

/// <summary>What the population that a project's items stand for is made up of, by one attribute.</summary>
/// <param name="Name">Of an attribute of items.</param>
/// <param name="Shares">Of its values; they sum to one.</param>
public sealed record TargetAttribute(string Name, IReadOnlyList<TargetShare> Shares);

/// <summary>What a project's audits hold it against.</summary>
public sealed class BiasSettings
{
    public const int AttributesMax = 20;
    public const int ValuesMax = 200;
    public const int GroupMinDefault = 30;

    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The declared target population.</summary>
    public required IReadOnlyList<TargetAttribute> Population { get; set; }

    /// <summary>Attributes of items that no answer may depend on.</summary>
    public required IReadOnlyList<string> Protected { get; set; }

    /// <summary>Groups of fewer answers or items are not told apart.</summary>
    public required int GroupMin { get; set; }

    /// <returns>What is wrong and what to do, or null.</returns>
    public string? Validate()
    {
        if (Population.Count > AttributesMax || Protected.Count > AttributesMax)
            return $"Name at most {AttributesMax} attributes.";
        if (GroupMin is < 5 or > 100_000)
            return "A group has 5 to 100,000 answers at the least.";
        foreach (var attribute in Population)
            if (attribute.Shares.Count is < 2 or > ValuesMax
                || attribute.Shares.DistinctBy(share => share.Value).Count() != attribute.Shares.Count
                || attribute.Shares.Any(share => share.Share is not (>= 0 and <= 1))
                || Math.Abs(attribute.Shares.Sum(share => share.Share) - 1) > 1e-6)
                return $"The shares of '{attribute.Name}' are of 2 to {ValuesMax} different values and sum to one.";
        return null;
    }
}
