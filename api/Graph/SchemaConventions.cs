using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Api.Transport;
using GraphQL;
using GraphQL.Types;

[assembly: SchemaConventions]

namespace ActiveLabel.Api.Graph;

/// <summary>
/// What is the same for every class the schema is made of: <c>ItemType</c> is called <c>Item</c> in the schema, and a
/// resolver's caller and window come from the operation, not from arguments.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class SchemaConventionsAttribute : GraphQLAttribute
{
    private const string Suffix = "Type";

    public override void Modify(IGraphType graphType)
    {
        ArgumentNullException.ThrowIfNull(graphType);
        if (graphType is IObjectGraphType)
            graphType.Name = NameOf(graphType.Name);
    }

    public override void Modify(ArgumentInformation argumentInformation)
    {
        ArgumentNullException.ThrowIfNull(argumentInformation);
        if (argumentInformation.ParameterInfo.ParameterType == typeof(Caller))
            argumentInformation.SetDelegate(context => OperationContext.Of(context.UserContext).Caller);
        if (argumentInformation.ParameterInfo.ParameterType == typeof(SendWindow))
            argumentInformation.SetDelegate(context => OperationContext.Of(context.UserContext).Window
                ?? throw new InvalidOperationException("The operation is no subscription."));
    }

    // ItemType, ItemTypeConnection, ItemTypeEdge
    private static string NameOf(string name)
    {
        foreach (var wrapper in new[] { "Connection", "Edge" })
            if (name.EndsWith(Suffix + wrapper, StringComparison.Ordinal))
                return name[..^(Suffix.Length + wrapper.Length)] + wrapper;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}
