using System.Globalization;
using GraphQL;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// The depth of an operation and how many values its answer may hold. Each fragment is weighed once, however often it
/// is spread, and a page counts as often as its size says.
/// </summary>
internal sealed class DocumentCost(GraphQLDocument document, Inputs? variables, IReadOnlySet<string> pagedFields)
{
    private const int DefaultPageSize = 25;
    private const int LargestPageSize = 100;
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = FragmentsOf(document);
    private readonly Dictionary<string, Weight?> _weighed = [];

    /// <exception cref="RefusalError">It is too deep or too much.</exception>
    public void Check(GraphQLSelectionSet selections)
    {
        var weight = WeightOf(selections);
        if (weight.Depth > DocumentCheck.DepthMax)
            throw DocumentCheck.TooComplex($"Selections are nested more than {DocumentCheck.DepthMax} deep.");
        if (weight.Values > DocumentCheck.CostMax)
            throw DocumentCheck.TooComplex(
                $"The answer could hold more than {DocumentCheck.CostMax} values; ask for smaller pages.");
    }

    private static Dictionary<string, GraphQLFragmentDefinition> FragmentsOf(GraphQLDocument document)
        => document.Definitions.OfType<GraphQLFragmentDefinition>()
            .DistinctBy(fragment => fragment.FragmentName.Name.StringValue)
            .ToDictionary(fragment => fragment.FragmentName.Name.StringValue);

    private Weight WeightOf(GraphQLSelectionSet? selections)
    {
        var (depth, values) = (0, 0.0);
        foreach (var selection in selections?.Selections ?? [])
        {
            var weight = selection switch
            {
                GraphQLField field => WeightOf(field),
                GraphQLInlineFragment inline => WeightOf(inline.SelectionSet),
                GraphQLFragmentSpread spread => WeightOf(spread.FragmentName.Name.StringValue),
                _ => default,
            };
            depth = Math.Max(depth, weight.Depth);
            values += weight.Values;
        }
        return new(depth, values);
    }

    private Weight WeightOf(GraphQLField field)
    {
        var inner = WeightOf(field.SelectionSet);
        return new(inner.Depth + 1, 1 + (PageSizeOf(field) * inner.Values));
    }

    // A fragment that spreads itself weighs nothing the second time; validation refuses it.
    private Weight WeightOf(string fragment)
    {
        if (_weighed.TryGetValue(fragment, out var known))
            return known ?? default;
        _weighed[fragment] = null;
        var weight = _fragments.TryGetValue(fragment, out var definition) ? WeightOf(definition.SelectionSet) : default;
        _weighed[fragment] = weight;
        return weight;
    }

    private int PageSizeOf(GraphQLField field)
    {
        if (!pagedFields.Contains(field.Name.StringValue))
            return 1;
        var argument = field.Arguments?.Items.Find(candidate => candidate.Name.Value == "first");
        return argument?.Value switch
        {
            GraphQLIntValue literal
                when int.TryParse(literal.Value.Span, CultureInfo.InvariantCulture, out var size) => Math.Max(1, size),
            GraphQLVariable variable
                when variables?.TryGetValue(variable.Name.StringValue, out var value) is true && value is int size
                => Math.Max(1, size),
            GraphQLVariable => LargestPageSize, // it may have a default
            _ => DefaultPageSize,
        };
    }

    /// <param name="Values">May be infinite; it is only compared.</param>
    private readonly record struct Weight(int Depth, double Values);
}
