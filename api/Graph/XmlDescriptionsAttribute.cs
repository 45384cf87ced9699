using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Graph;

/// <summary>
/// Describes types, fields, arguments and values by what their documentation says. The engine can do that by itself,
/// but reads through the whole file for each of them; here a file is read once.
/// </summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class XmlDescriptionsAttribute : GraphQLAttribute
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Known = new();

    public override void Modify(IGraphType graphType, Type sourceType)
    {
        ArgumentNullException.ThrowIfNull(graphType);
        ArgumentNullException.ThrowIfNull(sourceType);
        graphType.Description ??= Summary(sourceType, $"T:{NameOf(sourceType)}");
    }

    public override void Modify(EnumValueDefinition enumValueDefinition)
    {
        ArgumentNullException.ThrowIfNull(enumValueDefinition);
        if (enumValueDefinition.Value is Enum value)
            enumValueDefinition.Description ??= Summary(value.GetType(), $"F:{NameOf(value.GetType())}.{value}");
    }

    public override void Modify(
        FieldType fieldType, bool isInputType, IGraphType graphType, MemberInfo memberInfo, ref bool ignore)
    {
        ArgumentNullException.ThrowIfNull(fieldType);
        if (memberInfo is { DeclaringType: { } type })
            fieldType.Description ??= Summary(type, $"{(memberInfo is MethodInfo ? 'M' : 'P')}:{NameOf(memberInfo)}")
                // What a record is made from stands with the record.
                ?? Parameter(type, $"T:{NameOf(type)}", memberInfo.Name);
    }

    public override void Modify(QueryArgument queryArgument, ParameterInfo parameterInfo)
    {
        ArgumentNullException.ThrowIfNull(queryArgument);
        ArgumentNullException.ThrowIfNull(parameterInfo);
        if (parameterInfo is { Member: { DeclaringType: { } type } method, Name: { } name })
            queryArgument.Description ??= Parameter(type, $"M:{NameOf(method)}", name);
    }

    private static string? Summary(Type type, string member) => Text(Find(type, member)?.Element("summary"));

    private static string? Parameter(Type type, string member, string name)
        => Text(Find(type, member)?.Elements("param").FirstOrDefault(one => one.Attribute("name")?.Value == name));

    private static XElement? Find(Type type, string member)
        => Known.GetOrAdd(type.Assembly, Load).GetValueOrDefault(member);

    private static string NameOf(MemberInfo member) => $"{NameOf(member.DeclaringType!)}.{member.Name}";

    private static string NameOf(Type type)
        => $"{type.Namespace}.{(type.DeclaringType is { } outer ? $"{outer.Name}." : "")}{type.Name}".Split('`')[0];

    // A field has one method: what tells overloads apart is left out.
    private static Dictionary<string, XElement> Load(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, "xml");
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        if (File.Exists(path))
            foreach (var member in XDocument.Load(path).Descendants("member"))
                members.TryAdd(member.Attribute("name")!.Value.Split('(', '`')[0], member);
        return members;
    }

    private static string? Text(XElement? element)
        => element is null
            ? null
            : string.Join(' ', element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
