using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Security;

/// <summary>
/// Who may ask for a field, or for the fields of a type that say nothing themselves. A field without either is open
/// to nobody, and the schema refuses to start.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class AllowAttribute(Audience audience) : GraphQLAttribute
{
    private const string Key = "allow";

    public Audience Audience { get; } = audience;

    public override void Modify(IGraphType graphType)
    {
        ArgumentNullException.ThrowIfNull(graphType);
        graphType.Metadata[Key] = Audience;
    }

    public override void Modify(FieldType fieldType, bool isInputType)
    {
        ArgumentNullException.ThrowIfNull(fieldType);
        fieldType.Metadata[Key] = Audience;
    }

    /// <returns>Who may ask for the field; nobody where nothing was said.</returns>
    public static Audience AudienceOf(IGraphType type, FieldType field)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(field);
        return field.GetMetadata<Audience?>(Key) ?? type.GetMetadata<Audience?>(Key) ?? Audience.None;
    }
}
