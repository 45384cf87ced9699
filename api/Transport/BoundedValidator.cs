using GraphQL.Validation;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// Validates until there are as many errors as an answer may hold. GraphQL.NET would go on, and look among all names of
/// the schema for one that is like each unknown one.
/// </summary>
public sealed class BoundedValidator(TransportLimits limits) : IDocumentValidator
{
    private readonly DocumentValidator _validator = new();
    private readonly ErrorCount _count = new(limits.ErrorsMax);

    public Task<IValidationResult> ValidateAsync(in ValidationOptions options) => CountAsync(options);

    private async Task<IValidationResult> CountAsync(ValidationOptions options)
    {
        // What has no rules, was found valid before: nothing is counted there.
        var rules = options.Rules ?? DocumentValidator.CoreRules;
        if (rules.Any())
            options = options with { Rules = rules.Prepend(_count) };
        try
        {
            return await _validator.ValidateAsync(options);
        }
        catch (EnoughErrorsException enough)
        {
            return new ValidationResult(enough.Errors);
        }
    }

    private sealed class ErrorCount(int max) : ValidationRuleBase, INodeVisitor
    {
        public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(this);

        public ValueTask EnterAsync(ASTNode node, ValidationContext context) => Count(context);

        public ValueTask LeaveAsync(ASTNode node, ValidationContext context) => Count(context);

        private ValueTask Count(ValidationContext context)
            => context.HasErrors && context.Errors.Count() >= max
                ? throw new EnoughErrorsException([.. context.Errors.Take(max)])
                : ValueTask.CompletedTask;
    }

    private sealed class EnoughErrorsException(IReadOnlyList<ValidationError> errors) : Exception
    {
        public IReadOnlyList<ValidationError> Errors => errors;
    }
}
