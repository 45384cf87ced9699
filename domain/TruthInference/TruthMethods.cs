namespace ActiveLabel.Domain.TruthInference;

/// <summary>The methods there are, by the names that people give on the command line.</summary>
public static class TruthMethods
{
    /// <summary>What the product uses where nobody chose: see docs/decisions.</summary>
    public const string Default = "default";

    private static readonly SortedDictionary<string, Func<ITruthInference>> ByName = new(StringComparer.Ordinal)
    {
        [Default] = () => new DawidSkene(new()),
        ["back-off"] = () => new DawidSkene(new(Prior: ConfusionPrior.BackOff)),
        ["crowdlab"] = () => new Crowdlab(),
        ["dawid-skene"] = () => new DawidSkene(DawidSkeneOptions.Plain),
        ["ebcc"] = () => new Ebcc(new()),
        ["glad"] = () => new Glad(new()),
        ["ibcc"] = () => new VariationalIbcc(new()),
        ["mace"] = () => new Mace(new()),
        ["majority-vote"] = () => new MajorityVote(),
        ["one-coin"] = () => new OneCoin(new()),
        ["wawa"] = () => new Wawa(),
    };

    /// <summary>All names, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <returns>The method with its usual priors, or null when no method has this name.</returns>
    public static ITruthInference? Find(string name)
        => ByName.TryGetValue(name, out var create) ? create() : null;
}
