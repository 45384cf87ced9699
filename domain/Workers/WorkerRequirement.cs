using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveLabel.Domain.Workers;

/// <summary>
/// What a worker must bring for a step: typed data, evaluated against a <see cref="WorkerProfile"/> without any I/O.
/// Equal requirements have equal <see cref="ToJson"/>: tasks that want the same share a pool.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(AllOf), "all")]
[JsonDerivedType(typeof(AnyOf), "any")]
[JsonDerivedType(typeof(NoneOf), "not")]
[JsonDerivedType(typeof(HasSkill), "skill")]
[JsonDerivedType(typeof(SpeaksLanguage), "language")]
[JsonDerivedType(typeof(HasQualification), "qualification")]
[JsonDerivedType(typeof(HasClearance), "clearance")]
[JsonDerivedType(typeof(HasBadge), "badge")]
[JsonDerivedType(typeof(IsInCrowd), "crowd")]
[JsonDerivedType(typeof(IsInTeam), "team")]
[JsonDerivedType(typeof(IsInZone), "zone")]
[JsonDerivedType(typeof(NotInConflict), "notInConflict")]
public abstract record WorkerRequirement
{
    public const int DepthMax = 5;
    public const int RulesMax = 50;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Whoever is a member of the project.</summary>
    public static WorkerRequirement Everybody { get; } = new AllOf([]);

    /// <summary>What the requirement asks, in a few words.</summary>
    public abstract string Describe();

    /// <returns>The rules that are not met; none when the worker may.</returns>
    public abstract IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile);

    /// <summary>Whether everybody meets it, so that no profile need be read.</summary>
    [JsonIgnore]
    public bool IsForEverybody => this is AllOf { Of.Count: 0 };

    /// <summary>The attributes of an item in whose values the worker must have no interest.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ConflictAttributes
        => [.. Flatten().OfType<NotInConflict>().Select(rule => rule.Attribute).Distinct(StringComparer.Ordinal)];

    /// <returns>What is wrong with the requirement and what to do, or null.</returns>
    public string? Validate()
    {
        if (Depth > DepthMax)
            return $"Requirements are nested at most {DepthMax} deep.";
        var rules = Flatten().ToList();
        if (rules.Count > RulesMax)
            return $"A requirement has at most {RulesMax} rules.";
        // Whether an item is in conflict is known when it is taken: it cannot decide what else must hold.
        if (Flatten().Any(rule => rule is AnyOf or NoneOf && rule.Flatten().Any(inner => inner is NotInConflict)))
            return "'notInConflict' must hold always: it cannot stand within 'any' or 'not'.";
        return rules.Select(rule => rule.Problem).FirstOrDefault(problem => problem is not null);
    }

    public string ToJson() => JsonSerializer.Serialize(Normalize(), Json);

    public static WorkerRequirement Parse(string json)
        => JsonSerializer.Deserialize<WorkerRequirement>(json, Json)
            ?? throw new JsonException("The text is no requirement.");

    /// <summary>What is wrong with this rule by itself, or null.</summary>
    [JsonIgnore]
    protected virtual string? Problem => null;

    [JsonIgnore]
    protected virtual IReadOnlyList<WorkerRequirement> Inner => [];

    /// <summary>The same requirement with its parts in a fixed order.</summary>
    protected virtual WorkerRequirement Normalize() => this;

    private int Depth => 1 + (Inner.Count == 0 ? 0 : Inner.Max(rule => rule.Depth));

    private IEnumerable<WorkerRequirement> Flatten() => Inner.SelectMany(rule => rule.Flatten()).Prepend(this);

    /// <returns>The parts in the order of their text, each once.</returns>
    protected static IReadOnlyList<WorkerRequirement> Sort(IReadOnlyList<WorkerRequirement> rules)
        => [.. rules.DistinctBy(rule => rule.ToJson()).OrderBy(rule => rule.ToJson(), StringComparer.Ordinal)
            .Select(rule => rule.Normalize())];

    protected static string? KeyProblem(string key, string what)
        => string.IsNullOrWhiteSpace(key) || key.Length > WorkerCredential.KeyLengthMax
            ? $"The key of a {what} has 1 to {WorkerCredential.KeyLengthMax} characters."
            : null;

    /// <summary>The rule about one credential: held, or in which way not.</summary>
    protected static IReadOnlyList<UnmetRule> Want(
        WorkerProfile profile, CredentialType type, string key, int level = 0, string scope = "")
        => CredentialSearch.FindShortfall(profile, type, key, level, scope) is { } unmet ? [unmet] : [];
}
