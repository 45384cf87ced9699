using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Security;

/// <summary>Who may ask for what: every field of the schema and its roles.</summary>
public static class RoleMatrix
{
    /// <returns>Each field as <c>Type.field</c>, with who may ask for it; sorted.</returns>
    public static IReadOnlyList<(string Field, Audience Audience)> Of(ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        schema.Initialize();
        return [.. schema.AllTypes.OfType<IComplexGraphType>()
            .Where(type => type is IObjectGraphType or IInterfaceGraphType)
            .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .SelectMany(type => type.Fields.Select(
                field => ($"{type.Name}.{field.Name}", AllowAttribute.AudienceOf(type, field))))
            .OrderBy(entry => entry.Item1, StringComparer.Ordinal)];
    }

    /// <exception cref="InvalidOperationException">A field does not say who may ask for it.</exception>
    public static void Check(ISchema schema)
    {
        var unsaid = Of(schema).Where(entry => entry.Audience == Audience.None).Select(entry => entry.Field).ToList();
        if (unsaid.Count > 0)
            throw new InvalidOperationException(
                $"Say with [Allow] who may ask for {string.Join(", ", unsaid)}.");
        if (Unreadable(schema) is { Count: > 0 } reached)
            throw new InvalidOperationException(
                $"These filters and orders tell what not all who may use them can read: {string.Join(", ", reached)}.");
    }

    /// <returns>
    /// Fields of filters and orders, as <c>Type.list(argument.field)</c>, that the list's rows do not have, or that
    /// somebody who may ask for the list may not ask of a row: a filter tells what it compares with.
    /// </returns>
    public static IReadOnlyList<string> Unreadable(ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        schema.Initialize();
        return [.. from type in schema.AllTypes.OfType<IObjectGraphType>()
                   from list in type.Fields
                   from argument in list.Arguments ?? []
                   where argument.Name is "where" or "order"
                   let rows = (IObjectGraphType?)((IObjectGraphType)NamedType(list.ResolvedType))
                       .Fields.Find("nodes")?.ResolvedType?.GetNamedType()
                   let compared = (IInputObjectGraphType)NamedType(argument.ResolvedType)
                   from field in compared.Fields
                   // 'and' and 'or' hold filters of the same type, and so reach no more.
                   where NamedType(field.ResolvedType) != compared
                   where !CanRead(AllowAttribute.AudienceOf(type, list), rows, field.Name)
                   select $"{type.Name}.{list.Name}({argument.Name}.{field.Name})"];
    }

    // workerId compares what the field worker shows.
    private static bool CanRead(Audience audience, IObjectGraphType? rows, string name)
        => rows is not null
            && (rows.Fields.Find(name) ?? rows.Fields.Find(name.Replace("Id", "", StringComparison.Ordinal)))
                is { } field
            && (audience & ~AllowAttribute.AudienceOf(rows, field)) == Audience.None;

    private static IGraphType NamedType(IGraphType? type)
        => type?.GetNamedType() ?? throw new InvalidOperationException("The schema is not complete.");
}
