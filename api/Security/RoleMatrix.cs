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
    }
}
