using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// How often one response name stands in a selection, fragments written out. Validation compares each two of them, and
/// all that is below them.
/// </summary>
internal sealed class MergedFields(GraphQLDocument document, DocumentLimits limits)
{
    private readonly ILookup<string, GraphQLFragmentDefinition> _fragments = document.Definitions
        .OfType<GraphQLFragmentDefinition>().ToLookup(fragment => fragment.FragmentName.Name.StringValue);

    /// <summary>
    /// Call it after the size of the document with its fragments written out was bounded; none spreads itself then.
    /// </summary>
    /// <exception cref="RefusalError">A name stands there too often.</exception>
    public void Check()
    {
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
            Check(operation.SelectionSet);
    }

    private void Check(GraphQLSelectionSet selections)
    {
        var counts = new Dictionary<string, int>();
        Count(selections, counts);
    }

    private void Count(GraphQLSelectionSet selections, Dictionary<string, int> counts)
    {
        foreach (var selection in selections.Selections)
            switch (selection)
            {
                case GraphQLField field:
                    Count(field, counts);
                    break;
                case GraphQLInlineFragment inline:
                    Count(inline.SelectionSet, counts);
                    break;
                case GraphQLFragmentSpread spread:
                    Count(spread.FragmentName.Name.StringValue, counts);
                    break;
            }
    }

    private void Count(GraphQLField field, Dictionary<string, int> counts)
    {
        var name = field.Alias?.Name.StringValue ?? field.Name.StringValue;
        if ((counts[name] = counts.GetValueOrDefault(name) + 1) > limits.MergedFieldsMax)
            throw DocumentCheck.TooComplex(
                $"The field '{name}' stands more than {limits.MergedFieldsMax} times in one selection.");
        if (field.SelectionSet is { } inner)
            Check(inner);
    }

    private void Count(string fragment, Dictionary<string, int> counts)
    {
        if (_fragments[fragment].FirstOrDefault() is { } definition)
            Count(definition.SelectionSet, counts);
    }
}
