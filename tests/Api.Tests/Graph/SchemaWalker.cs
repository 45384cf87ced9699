using System.Globalization;
using System.Text;
using ActiveLabel.Api.Security;
using GraphQL.Types;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Writes documents for every field of the served schema.</summary>
/// <param name="idOf">Supplies the literal for an ID position: its name, and where it stands.</param>
internal sealed class SchemaWalker(Func<string, string, string> idOf)
{
    private const string Nested = ".nested";

    /// <summary>How deep selections go, connections' own levels not counted.</summary>
    public int Depth { get; init; } = 2;

    public int PageSize { get; init; } = 2;

    /// <summary>How long lists are that are said as arguments.</summary>
    public int ListSize { get; init; } = 1;

    /// <summary>Who asks: fields that are not for the role are left out.</summary>
    public Role Role { get; init; } = Role.Administrator;

    /// <summary>Whether lists are filtered by every id that they can be filtered by.</summary>
    public bool Filters { get; init; }

    /// <summary>All fields that the documents ask for, as Type.field.</summary>
    public HashSet<string> Visited { get; } = [];

    public bool MayAsk(IGraphType type, FieldType field) => AllowAttribute.AudienceOf(type, field).Includes(Role);

    /// <summary>A document that asks for everything below one root field.</summary>
    public string Document(string operation, FieldType field)
        => $"{operation} {{ {Field(field, operation, Depth)} }}";

    private string Field(FieldType field, string path, int depth)
    {
        var selection = Selection(field.ResolvedType!, path + "." + field.Name, depth);
        return selection is null ? "" : $"{field.Name}{Arguments(field, path + "." + field.Name)}{selection} ";
    }

    private string Arguments(FieldType field, string path)
    {
        var given = new List<string>();
        foreach (var argument in field.Arguments ?? [])
            if (argument.Name == "first")
                given.Add(string.Create(CultureInfo.InvariantCulture, $"first: {PageSize}"));
            else if ((argument.ResolvedType is NonNullGraphType && argument.DefaultValue is null)
                || (HoldsId(argument.ResolvedType!, []) && (Filters || argument.Name != "where")))
                given.Add($"{argument.Name}: {Value(argument.Name, argument.ResolvedType!, path)}");
        return given.Count == 0 ? "" : $"({string.Join(", ", given)})";
    }

    private string Value(string name, IGraphType type, string path) => type switch
    {
        NonNullGraphType nonNull => Value(name, nonNull.ResolvedType!, path),
        ListGraphType list => ListOf(name, list, path),
        IdGraphType => idOf(name, path),
        StringGraphType => $"\"{name}\"",
        IntGraphType or LongGraphType => "1",
        FloatGraphType => "0.6",
        BooleanGraphType => "false",
        EnumerationGraphType enumeration => enumeration.Values.First().Name,
        IInputObjectGraphType { Name: "IdFilterInput" } => $"{{ eq: {idOf(name, path)} }}",
        IInputObjectGraphType input => InputObject(input, path),
        _ => throw new NotSupportedException($"No value for {path}.{name} of type {type.Name}."),
    };

    private string ListOf(string name, ListGraphType list, string path)
        => $"[{string.Join(", ", Enumerable.Range(0, ListSize).Select(_ => Value(name, list.ResolvedType!, path)))}]";

    // Every ID that can be said is said, whether it must be or not.
    private string InputObject(IInputObjectGraphType input, string path)
    {
        // Filters hold filters of their kind: one level of them is said, as a list of one.
        var isNested = path.EndsWith(Nested, StringComparison.Ordinal);
        var fields = input.Fields
            .Where(field => !isNested || field.Name is not ("and" or "or"))
            .OrderByDescending(field => HoldsId(field.ResolvedType!, []))
            .Where(field => input.IsOneOf || field.ResolvedType is NonNullGraphType || HoldsId(field.ResolvedType!, []))
            .Select(field => $"{field.Name}: {Value(
                field.Name, field.ResolvedType!, field.Name is "and" or "or" ? path + Nested : path)}");
        return $"{{ {string.Join(", ", input.IsOneOf ? fields.Take(1) : fields)} }}";
    }

    private static bool HoldsId(IGraphType type, HashSet<string> seen) => type switch
    {
        IProvideResolvedType wrapper => HoldsId(wrapper.ResolvedType!, seen),
        IInputObjectGraphType input => seen.Add(input.Name)
            && input.Fields.Any(field => HoldsId(field.ResolvedType!, seen)),
        _ => type is IdGraphType,
    };

    private string? Selection(IGraphType type, string path, int depth)
    {
        switch (type)
        {
            case IProvideResolvedType wrapper:
                return Selection(wrapper.ResolvedType!, path, depth);
            case UnionGraphType union:
                return $" {{ __typename {string.Concat(union.PossibleTypes.Select(each => On(each, path, depth)))} }}";
            case IInterfaceGraphType node:
                return $" {{ __typename {string.Concat(node.PossibleTypes.Select(each => On(each, path, depth)))} }}";
            case IObjectGraphType complex:
                var isPlumbing = complex.Name.EndsWith("Connection", StringComparison.Ordinal)
                    || complex.Name.EndsWith("Payload", StringComparison.Ordinal);
                var fields = Fields(complex, path, isPlumbing ? depth : depth - 1);
                return fields.Length == 0 ? null : $" {{ {fields} }}";
            default:
                return "";
        }
    }

    private string On(IObjectGraphType type, string path, int depth)
    {
        // The same field of two types may differ in its type: each gets a name of its own.
        var asked = type.Fields
            .Select(field => (field.Name, MayAsk: MayAsk(type, field), Text: Field(field, path, depth - 1)))
            .Where(field => depth > 0 && field.MayAsk && field.Text.Length > 0).ToList();
        Visited.UnionWith(asked.Select(field => $"{type.Name}.{field.Name}"));
        return asked.Count == 0 ? "" : $"... on {type.Name} {{ "
            + $"{string.Concat(asked.Select(field => $"{type.Name}_{field.Name}: {field.Text}"))} }} ";
    }

    private string Fields(IObjectGraphType type, string path, int depth)
    {
        var text = new StringBuilder();
        foreach (var field in type.Fields)
            if (depth >= 0 && MayAsk(type, field) && field.Name is not ("edges" or "pageInfo")
                && Field(field, path, depth) is { Length: > 0 } asked)
            {
                Visited.Add($"{type.Name}.{field.Name}");
                text.Append(asked);
            }
        return text.ToString();
    }
}
