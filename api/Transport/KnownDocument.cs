using System.Collections.Concurrent;
using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>All of a caller, and of what is asked for, that rules look at: see <see cref="AccessRule"/>.</summary>
/// <param name="Operation">The name of the operation; a document has few.</param>
public readonly record struct Admission(Role Role, bool IsReadOnly, string? Operation);

/// <summary>A document that was parsed and found small enough; what it costs depends on its variables.</summary>
public sealed class KnownDocument(GraphQLDocument document, DocumentLimits limits)
{
    private readonly ConcurrentDictionary<Admission, IReadOnlyDictionary<string, string>> _admitted = new();

    public GraphQLDocument Document { get; } = document;

    /// <summary>
    /// Whether the rules of the language found nothing wrong with it. They depend on nothing but the schema; whether
    /// the variables fit is looked at each time.
    /// </summary>
    public bool IsValid => !_admitted.IsEmpty;

    /// <summary>What of it is going away, where such callers may run it; null where nobody looked yet.</summary>
    public IReadOnlyDictionary<string, string>? FindAdmitted(Admission admission)
        => _admitted.GetValueOrDefault(admission);

    /// <summary>All rules found nothing wrong with it for callers of that kind.</summary>
    public void Admit(Admission admission, IReadOnlyDictionary<string, string> deprecations)
        => _admitted[admission] = deprecations;

    /// <returns>The operation of that name, or the only one; null where that says none.</returns>
    public GraphQLOperationDefinition? Find(string? operationName)
    {
        var operations = Document.Definitions.OfType<GraphQLOperationDefinition>();
        return operationName is null
            ? operations.Take(2).ToArray() is [var only] ? only : null
            : operations.FirstOrDefault(operation => operation.Name?.StringValue == operationName);
    }

    /// <returns>How many values the answer of the costliest operation may hold.</returns>
    /// <exception cref="RefusalError">It is too deep or too much.</exception>
    public long CostOf(Inputs? variables, SchemaSizes sizes)
    {
        var cost = new DocumentCost(Document, variables, sizes, limits);
        return Document.Definitions.OfType<GraphQLOperationDefinition>()
            .Select(operation => cost.Check(operation.SelectionSet)).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// Whether it is a subscription that goes on after a cursor. It has one root field; where a fragment hides it, it
    /// counts as going on, to be on the safe side.
    /// </summary>
    public static bool IsResuming(GraphQLOperationDefinition operation, Inputs? variables)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Operation == OperationType.Subscription
            && operation.SelectionSet.Selections.Any(selection => selection is not GraphQLField field
                || (field.Arguments?.Items.Find(argument => argument.Name.Value == "after") is { } after
                    && IsGiven(after.Value, operation, variables)));
    }

    /// <summary>What validation would stumble over; call it after <see cref="CostOf"/>.</summary>
    /// <exception cref="RefusalError">
    /// A name stands there too often, or a variable has the type of an output.
    /// </exception>
    public void Check(ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        new MergedFields(Document, limits).Check();
        foreach (var variable in Document.Definitions.OfType<GraphQLOperationDefinition>()
            .SelectMany(operation => operation.Variables?.Items ?? []))
            if (schema.AllTypes[NameOf(variable.Type)] is { } type && !type.IsInputType())
                throw new RefusalError(
                    RefusalError.ValidationFailed,
                    $"Variable '${variable.Variable.Name.StringValue}' cannot be of the output type '{type.Name}'.");
    }

    private static string NameOf(GraphQLType type) => type switch
    {
        GraphQLNonNullType nonNull => NameOf(nonNull.Type),
        GraphQLListType list => NameOf(list.Type),
        GraphQLNamedType named => named.Name.StringValue,
        _ => "",
    };

    private static bool IsGiven(GraphQLValue value, GraphQLOperationDefinition operation, Inputs? variables)
    {
        if (value is not GraphQLVariable variable)
            return value is not GraphQLNullValue;
        return variables?.TryGetValue(variable.Name.StringValue, out var given) is true
            ? given is not null
            : operation.Variables?.Items.Find(known => known.Variable.Name.Value == variable.Name.Value)
                ?.DefaultValue is not (null or GraphQLNullValue);
    }
}
