using GraphQL.Validation;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>Notes which fields of a document are going away, for <c>extensions.deprecations</c>.</summary>
public sealed class DeprecationRule : ValidationRuleBase
{
    private static readonly MatchingNodeVisitor<GraphQLField> Visitor = new(Note);

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(Visitor);

    private static void Note(GraphQLField node, ValidationContext context)
    {
        if (context.TypeInfo.GetFieldDef() is { DeprecationReason: { } reason } field)
            OperationContext.Of(context.UserContext).Deprecations[
                $"{context.TypeInfo.GetParentType()?.Name}.{field.Name}"] = reason;
    }
}
