using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>Notes what a document asks for that is going away, for <c>extensions.deprecations</c>.</summary>
public sealed class DeprecationRule : ValidationRuleBase
{
    private static readonly INodeVisitor Visitor = new NodeVisitors(
        new MatchingNodeVisitor<GraphQLField>(Note),
        new MatchingNodeVisitor<GraphQLArgument>(Note),
        new MatchingNodeVisitor<GraphQLObjectField>(Note),
        new MatchingNodeVisitor<GraphQLEnumValue>(Note));

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(Visitor);

    private static void Note(GraphQLField node, ValidationContext context)
    {
        if (context.TypeInfo.GetFieldDef() is { DeprecationReason: { } reason } field)
            Note(context, $"{context.TypeInfo.GetParentType()?.GetNamedType().Name}.{field.Name}", reason);
    }

    private static void Note(GraphQLArgument node, ValidationContext context)
    {
        if (context.TypeInfo.GetArgument() is { DeprecationReason: { } reason } argument)
            Note(
                context,
                $"{context.TypeInfo.GetParentType()?.GetNamedType().Name}."
                    + $"{context.TypeInfo.GetFieldDef()?.Name}({argument.Name}:)",
                reason);
    }

    private static void Note(GraphQLObjectField node, ValidationContext context)
    {
        if (context.TypeInfo.GetInputType(1)?.GetNamedType() is IInputObjectGraphType input
            && input.Fields.Find(node.Name.StringValue) is { DeprecationReason: { } reason } field)
            Note(context, $"{input.Name}.{field.Name}", reason);
    }

    private static void Note(GraphQLEnumValue node, ValidationContext context)
    {
        if (context.TypeInfo.GetInputType()?.GetNamedType() is EnumerationGraphType type
            && type.Values.FindByName(node.Name.StringValue) is { DeprecationReason: { } reason } value)
            Note(context, $"{type.Name}.{value.Name}", reason);
    }

    private static void Note(ValidationContext context, string what, string reason)
        => OperationContext.Of(context.UserContext).Deprecations[what] = reason;
}
