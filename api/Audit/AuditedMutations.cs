using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Transport;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;

namespace ActiveLabel.Api.Audit;

/// <summary>Puts every field of the mutation root under the audit log's eyes.</summary>
public sealed class AuditedMutations : BaseSchemaNodeVisitor
{
    public override void VisitObjectFieldDefinition(FieldType field, IObjectGraphType type, ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (type == schema?.Mutation && field.Resolver is { } resolver)
            field.Resolver = new Watched(resolver);
    }

    private sealed class Watched(IFieldResolver resolver) : IFieldResolver
    {
        public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
        {
            var log = context.RequestServices?.GetRequiredService<AuditLog>()
                ?? throw new InvalidOperationException("A mutation needs the services of its request.");
            return await log.WatchAsync(
                OperationContext.Of(context.UserContext).Caller,
                context.FieldDefinition.Name,
                context.Arguments?.TryGetValue("input", out var input) is true ? input.Value : null,
                async () => await resolver.ResolveAsync(context),
                ErrorsOf);
        }

        // Every payload has its errors under this name.
        private static string ErrorsOf(object? payload)
            => payload?.GetType().GetProperty("Errors")?.GetValue(payload) is IEnumerable<IUserError> errors
                ? string.Join(' ', errors.Select(error => error.Code))
                : "";
    }
}
