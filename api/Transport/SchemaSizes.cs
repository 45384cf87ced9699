using GraphQL.Types;

namespace ActiveLabel.Api.Transport;

/// <summary>What part of the schema a selection asks about.</summary>
internal enum Introspected
{
    /// <summary>None: it asks for data.</summary>
    Nothing,

    /// <summary>Each of its types: what they hold counts by the mean.</summary>
    All,

    /// <summary>Types that something points at: each may be the largest.</summary>
    Some,
}

/// <summary>How long the lists of the schema are: those of data that have pages, and those that describe it.</summary>
public sealed class SchemaSizes
{
    /// <summary>
    /// What the schema says of itself is many small values at once: each costs twice what one of the data costs. A
    /// client that reads all of it, as code generators do, stays below the limit.
    /// </summary>
    internal const int ValueCost = 2;

    private readonly int _types;
    private readonly int _directives;
    private readonly Dictionary<string, (double Mean, double Max)> _lists;

    public SchemaSizes(ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        schema.Initialize();
        var types = schema.AllTypes.ToList();
        var fields = types.OfType<IComplexGraphType>().SelectMany(type => type.Fields).ToList();
        PagedFields = fields.Where(field => field.Arguments?.Find("first") is not null)
            .Select(field => field.Name).ToHashSet();
        (_types, _directives) = (types.Count, schema.Directives.Count);
        _lists = new()
        {
            ["fields"] = Of(types, type => type is IInputObjectGraphType ? 0 : FieldsOf(type)),
            ["inputFields"] = Of(types, type => type is IInputObjectGraphType ? FieldsOf(type) : 0),
            ["enumValues"] = Of(types, type => (type as EnumerationGraphType)?.Values.Count ?? 0),
            ["possibleTypes"] = Of(types, type => (type as IAbstractGraphType)?.PossibleTypes.Count ?? 0),
            ["interfaces"] = Of(
                types, type => (type as IImplementInterfaces)?.ResolvedInterfaces.Count ?? 0),
            ["args"] = Of(fields, field => field.Arguments?.Count ?? 0),
            // A type is wrapped as a list, or as what is never null, or is not.
            ["ofType"] = (0.5, 1),
        };
    }

    /// <summary>Names of the fields whose selections count once for each thing on a page.</summary>
    internal IReadOnlySet<string> PagedFields { get; }

    /// <summary>What a field of data asks about.</summary>
    internal static Introspected RootOf(string field)
        => field is "__schema" or "__type" ? Introspected.Some : Introspected.Nothing;

    /// <returns>How often what lies below such a field counts, and what it asks about.</returns>
    internal (double Size, Introspected Inside) Of(string field, Introspected within) => field switch
    {
        "types" => (_types, Introspected.All),
        "directives" => (_directives, Introspected.Some),
        "ofType" => (_lists[field].Mean, Introspected.Some),
        "possibleTypes" or "interfaces" => (SizeOf(field, within), Introspected.Some),
        "fields" or "inputFields" or "enumValues" or "args" => (SizeOf(field, within), within),
        _ => (1, Introspected.Some),
    };

    private double SizeOf(string field, Introspected within)
        => within == Introspected.All ? _lists[field].Mean : _lists[field].Max;

    private static int FieldsOf(IGraphType type) => (type as IComplexGraphType)?.Fields.Count ?? 0;

    private static (double Mean, double Max) Of<T>(IReadOnlyList<T> all, Func<T, int> size)
        => (all.Average(size), all.Max(size));
}
