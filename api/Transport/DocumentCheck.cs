using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using GraphQLParser.Visitors;

namespace ActiveLabel.Api.Transport;

/// <summary>A document that may go on to validation.</summary>
/// <param name="Operation">Null where the document has several and none was named.</param>
/// <param name="IsResuming">Whether it is a subscription that goes on after a cursor.</param>
public sealed record CheckedDocument(GraphQLDocument Document, OperationType? Operation, bool IsResuming = false);

/// <summary>
/// Parses a document and bounds it in linear time, before GraphQL.NET validates it: its rules cost more than the square
/// of a document's size, and can be made to explode by fragments that spread each other.
/// </summary>
public sealed class DocumentCheck(ISchema schema)
{
    public const int LengthMax = 32_768;
    public const int NodesMax = 5_000;
    public const int DepthMax = 15;
    public const int SelectionsMax = 1_500;
    public const int AliasesMax = 100;
    public const int FragmentsMax = 50;
    public const int OperationsMax = 10;

    /// <summary>Values that an answer may hold at the most, by its page sizes.</summary>
    public const long CostMax = 100_000;

    // Each level of selections is two levels of the parser's.
    private static readonly ParserOptions Options = new() { Ignore = IgnoreOptions.Comments, MaxDepth = 100 };
    private readonly Lazy<IReadOnlySet<string>> _pagedFields = new(() => FindPagedFields(schema));

    /// <exception cref="RefusalError">The document is no GraphQL, or asks for too much.</exception>
    public async ValueTask<CheckedDocument> CheckAsync(
        string query, string? operationName, Inputs? variables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Length > LengthMax)
            throw TooComplex($"The document is longer than {LengthMax} characters.");
        var document = Parse(query);
        var counts = new Counts();
        await new Counter().VisitAsync(document, counts);
        cancellationToken.ThrowIfCancellationRequested();
        counts.Check();
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>().ToList();
        if (operations.Count > OperationsMax)
            throw TooComplex($"The document has more than {OperationsMax} operations.");
        var cost = new DocumentCost(document, variables, _pagedFields.Value);
        foreach (var operation in operations)
            cost.Check(operation.SelectionSet);
        var named = operationName is null
            ? operations.Count == 1 ? operations[0] : null
            : operations.Find(operation => operation.Name?.StringValue == operationName);
        return new(document, named?.Operation, named is not null && IsResuming(named, variables));
    }

    internal static RefusalError TooComplex(string message) => new(RefusalError.DocumentTooComplex, message);

    private static GraphQLDocument Parse(string query)
    {
        try
        {
            return Parser.Parse(query, Options);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw TooComplex("The document is nested too deeply.");
        }
        catch (GraphQLParserException exception)
        {
            var error = new RefusalError(
                RefusalError.SyntaxError, $"The document is no GraphQL: {exception.Description}");
            error.AddLocation(exception.Location);
            throw error;
        }
    }

    // A subscription has one root field. Where a fragment hides it, it has a stream of its own to be on the safe side.
    private static bool IsResuming(GraphQLOperationDefinition operation, Inputs? variables)
        => operation.Operation == OperationType.Subscription
            && operation.SelectionSet.Selections.Any(selection => selection is not GraphQLField field
                || field.Arguments?.Items.Find(argument => argument.Name.Value == "after") is { } after
                && IsGiven(after.Value, operation, variables));

    private static bool IsGiven(GraphQLValue value, GraphQLOperationDefinition operation, Inputs? variables)
    {
        if (value is not GraphQLVariable variable)
            return value is not GraphQLNullValue;
        return variables?.TryGetValue(variable.Name.StringValue, out var given) is true
            ? given is not null
            : operation.Variables?.Items.Find(known => known.Variable.Name.Value == variable.Name.Value)
                ?.DefaultValue is not (null or GraphQLNullValue);
    }

    private static HashSet<string> FindPagedFields(ISchema schema)
    {
        schema.Initialize();
        return schema.AllTypes.OfType<IComplexGraphType>().SelectMany(type => type.Fields)
            .Where(field => field.Arguments?.Find("first") is not null).Select(field => field.Name).ToHashSet();
    }

    private sealed class Counts : IASTVisitorContext
    {
        public int Nodes { get; set; }
        public int Selections { get; set; }
        public int Aliases { get; set; }
        public int Fragments { get; set; }
        public CancellationToken CancellationToken => CancellationToken.None;

        public void Check()
        {
            Check(Nodes, NodesMax, "parts");
            Check(Selections, SelectionsMax, "selections");
            Check(Aliases, AliasesMax, "aliases");
            Check(Fragments, FragmentsMax, "fragments");
        }

        private static void Check(int count, int max, string what)
        {
            if (count > max)
                throw TooComplex($"The document has more than {max} {what}.");
        }
    }

    private sealed class Counter : ASTVisitor<Counts>
    {
        public override ValueTask VisitAsync(ASTNode? node, Counts context)
        {
            context.Nodes++;
            context.Selections += node is GraphQLField or GraphQLInlineFragment or GraphQLFragmentSpread ? 1 : 0;
            context.Aliases += node is GraphQLField { Alias: not null } ? 1 : 0;
            context.Fragments += node is GraphQLFragmentDefinition ? 1 : 0;
            return base.VisitAsync(node, context);
        }
    }
}
