using System.Text;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using GraphQLParser.Visitors;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// Parses a document and bounds it in linear time, before GraphQL.NET validates it: its rules cost more than the square
/// of a document's size, and can be made to explode by fragments that spread each other.
/// </summary>
public static class DocumentCheck
{
    /// <exception cref="RefusalError">The document is no GraphQL, or larger than the limits allow.</exception>
    public static async ValueTask<GraphQLDocument> ParseAsync(
        string query, DocumentLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(limits);
        if (query.Length > limits.BytesMax || Encoding.UTF8.GetByteCount(query) > limits.BytesMax)
            throw TooComplex($"The document is longer than {limits.BytesMax} bytes.");
        var skeleton = new DocumentSkeleton(query, limits.TokensMax);
        CheckSyntax(query, skeleton, limits);
        var document = Parser.Parse(skeleton.Uncommented, OptionsOf(limits));
        var counts = new Counts(limits, cancellationToken);
        await new Counter().VisitAsync(document, counts);
        CheckNames(document);
        return document;
    }

    internal static RefusalError TooComplex(string message) => new(RefusalError.DocumentTooComplex, message);

    // The executer looks an operation up by its name before any rule has its say.
    private static void CheckNames(GraphQLDocument document)
    {
        if (!document.Definitions.OfType<GraphQLOperationDefinition>().Any())
            throw new RefusalError(RefusalError.ValidationFailed, "The document has no operation.");
        var names = new HashSet<string>();
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
            if (operation.Name?.StringValue is { } name && !names.Add(name))
                throw new RefusalError(
                    RefusalError.ValidationFailed, $"There are two operations of the name '{name}'.");
    }

    // What the skeleton lets through the document does: its strings were looked at before.
    private static void CheckSyntax(string query, DocumentSkeleton skeleton, DocumentLimits limits)
    {
        try
        {
            Parser.Parse(skeleton.Text, OptionsOf(limits));
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw TooComplex("The document is nested too deeply.");
        }
        catch (GraphQLParserException exception)
        {
            var error = new RefusalError(
                RefusalError.SyntaxError, $"The document is no GraphQL: {exception.Description}");
            error.AddLocation(PlaceOf(query, skeleton.StartOf(exception.Location.Line)));
            throw error;
        }
    }

    private static Location PlaceOf(string query, int at)
    {
        var before = query.AsSpan(0, at);
        return new(before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }

    // A level of selections is two of the parser's, and has room for what it cannot count: arguments, literals.
    private static ParserOptions OptionsOf(DocumentLimits limits)
        => new() { Ignore = IgnoreOptions.Comments, MaxDepth = (4 * limits.DepthMax) + 40 };

    private sealed class Counts(DocumentLimits limits, CancellationToken cancellationToken) : IASTVisitorContext
    {
        private int _nodes;
        private int _selections;
        private int _aliases;
        private int _fragments;
        private int _directives;
        private int _operations;
        private int _variables;
        private int _valueDepth;

        public CancellationToken CancellationToken => cancellationToken;

        public void Enter(ASTNode node)
        {
            Count(ref _nodes, limits.NodesMax, "parts");
            switch (node)
            {
                case GraphQLField field:
                    Count(ref _selections, limits.SelectionsMax, "selections");
                    if (field.Alias is not null)
                        Count(ref _aliases, limits.AliasesMax, "aliases");
                    break;
                case GraphQLInlineFragment or GraphQLFragmentSpread:
                    Count(ref _selections, limits.SelectionsMax, "selections");
                    break;
                case GraphQLFragmentDefinition:
                    Count(ref _fragments, limits.FragmentsMax, "fragments");
                    break;
                case GraphQLDirective:
                    Count(ref _directives, limits.DirectivesMax, "directives");
                    break;
                case GraphQLOperationDefinition:
                    Count(ref _operations, limits.OperationsMax, "operations");
                    break;
                case GraphQLVariableDefinition:
                    Count(ref _variables, limits.VariablesMax, "variables");
                    break;
                case GraphQLListValue or GraphQLObjectValue:
                    Count(ref _valueDepth, limits.DepthMax, "levels of literals");
                    break;
            }
        }

        public void Leave(ASTNode node) => _valueDepth -= node is GraphQLListValue or GraphQLObjectValue ? 1 : 0;

        private static void Count(ref int count, int max, string what)
        {
            if (++count > max)
                throw TooComplex($"The document has more than {max} {what}.");
        }
    }

    private sealed class Counter : ASTVisitor<Counts>
    {
        public override async ValueTask VisitAsync(ASTNode? node, Counts context)
        {
            if (node is null)
                return;
            context.Enter(node);
            await base.VisitAsync(node, context);
            context.Leave(node);
        }
    }
}
