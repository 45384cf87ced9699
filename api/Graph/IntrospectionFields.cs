using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;

namespace ActiveLabel.Api.Graph;

/// <summary>
/// What introspection has by the specification and the engine leaves out: tools ask for it, and fail without it.
/// </summary>
public sealed class IntrospectionFields : BaseSchemaNodeVisitor
{
    public override void VisitObject(IObjectGraphType type, ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(schema);
        if (type.Name == "__Type" && !type.Fields.Any(field => field.Name == "specifiedByURL"))
            type.AddField(new FieldType
            {
                Name = "specifiedByURL",
                Description = "Where a scalar is specified; null, for no scalar of this schema is specified elsewhere.",
                ResolvedType = schema.AllTypes["String"],
                Resolver = new FuncFieldResolver<object?>(_ => null),
            });
        // No argument of a directive is deprecated: with them or without, the list is the same.
        if (type.Name == "__Directive" && type.Fields.Find("args") is { } arguments
            && arguments.Arguments?.Find("includeDeprecated") is null)
            arguments.Arguments = [
                .. arguments.Arguments ?? [],
                new QueryArgument(schema.AllTypes["Boolean"]!)
                {
                    Name = "includeDeprecated",
                    Description = "Whether deprecated arguments are listed too.",
                    DefaultValue = false,
                },
            ];
    }
}
