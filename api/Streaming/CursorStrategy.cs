using GraphQL;
using GraphQL.Execution;
using GraphQL.MicrosoftDI;

namespace ActiveLabel.Api.Streaming;

/// <summary>
/// Adds its cursor to each result of a subscription, as <c>extensions.cursor</c>: a transport resumes by it, whether
/// the document asks for it or not.
/// </summary>
public sealed class CursorStrategy(IServiceScopeFactory scopes) : ScopedSubscriptionExecutionStrategy(scopes)
{
    public const string Extension = "cursor";

    protected override async ValueTask<ExecutionResult> ProcessDataAsync(
        GraphQL.Execution.ExecutionContext context, ExecutionNode node, object? value)
    {
        var result = await base.ProcessDataAsync(context, node, value);
        if (value is ICursored { Cursor: var cursor })
            (result.Extensions ??= [])[Extension] = cursor;
        return result;
    }
}
