using ActiveLabel.Api.Transport;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Security;

/// <summary>
/// Refuses a document that names a field its caller may not ask for, before any of it runs. What a role may see
/// depends on the field alone, never on the data: the matrix of roles and fields is the whole truth.
/// </summary>
public sealed class AccessRule : ValidationRuleBase
{
    private static readonly MatchingNodeVisitor<GraphQLField> Visitor = new(Check);

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(Visitor);

    private static void Check(GraphQLField node, ValidationContext context)
    {
        // An unknown field is another rule's to report.
        if (context.TypeInfo.GetFieldDef() is not { } field
            || context.TypeInfo.GetParentType()?.GetNamedType() is not { } type
            || IsIntrospection(type, node))
            return;
        var caller = OperationContext.Of(context.UserContext).Caller;
        if (!AllowAttribute.AudienceOf(type, field).Includes(caller.Role)
            || (caller.IsReadOnly && type == context.Schema.Mutation))
            context.ReportError(
                new AccessDenied(context, node, $"Your key may not ask for '{type.Name}.{field.Name}'."));
    }

    /// <summary>Whoever has a key may read the schema; it is public.</summary>
    private static bool IsIntrospection(IGraphType type, GraphQLField node)
        => node.Name.Value.Span.StartsWith("__") || type.Name.StartsWith("__", StringComparison.Ordinal);

    public sealed class AccessDenied(ValidationContext context, ASTNode node, string message)
        : ValidationError(context.Document.Source, "", message, node);
}
