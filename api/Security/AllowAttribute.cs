using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Security;

/// <summary>
/// Who may ask for a field, or for the fields of a type that say nothing themselves. A field without either is open
/// to nobody, and the schema refuses to start.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class AllowAttribute(params Role[] roles) : GraphQLAttribute
{
    private const string Key = "allow";

    public IReadOnlyList<Role> Roles { get; } = roles;

    public override void Modify(IGraphType graphType)
    {
        ArgumentNullException.ThrowIfNull(graphType);
        graphType.Metadata[Key] = Roles;
    }

    public override void Modify(FieldType fieldType, bool isInputType)
    {
        ArgumentNullException.ThrowIfNull(fieldType);
        fieldType.Metadata[Key] = Roles;
    }

    /// <returns>The roles that may ask for the field; empty where nothing was said.</returns>
    public static IReadOnlyList<Role> RolesOf(IGraphType type, FieldType field)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(field);
        return field.GetMetadata<IReadOnlyList<Role>>(Key) ?? type.GetMetadata<IReadOnlyList<Role>>(Key) ?? [];
    }
}
