using System.Globalization;
using ActiveLabel.Api.Graph;
using GraphQL;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// The depth of an operation and how many values its answer may hold. Each fragment is weighed once, however often it
/// is spread, and a page counts as often as its size says.
/// </summary>
internal sealed class DocumentCost(
    GraphQLDocument document, Inputs? variables, IReadOnlySet<string> pagedFields, DocumentLimits limits)
{
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = FragmentsOf(document);
    private readonly Dictionary<string, Weight?> _weighed = [];

    /// <returns>How many values the answer may hold.</returns>
    /// <exception cref="RefusalError">It is too deep or too much.</exception>
    public long Check(GraphQLSelectionSet selections)
    {
        var weight = WeightOf(selections);
        if (weight.Depth > limits.DepthMax)
            throw DocumentCheck.TooComplex($"Selections are nested more than {limits.DepthMax} deep.");
        if (weight.Expanded > limits.ExpandedSelectionsMax)
            throw DocumentCheck.TooComplex(
                "With its fragments written out the document has more than "
                + $"{limits.ExpandedSelectionsMax} selections.");
        return weight.Values <= limits.CostMax
            ? (long)weight.Values
            : throw DocumentCheck.TooComplex(
                $"The answer could hold more than {limits.CostMax} values; ask for smaller pages.");
    }

    private static Dictionary<string, GraphQLFragmentDefinition> FragmentsOf(GraphQLDocument document)
        => document.Definitions.OfType<GraphQLFragmentDefinition>()
            .DistinctBy(fragment => fragment.FragmentName.Name.StringValue)
            .ToDictionary(fragment => fragment.FragmentName.Name.StringValue);

    private Weight WeightOf(GraphQLSelectionSet? selections)
    {
        var (depth, values, expanded) = (0, 0.0, 0.0);
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
            expanded += weight.Expanded + 1;
        }
        return new(depth, values, expanded);
    }

    private Weight WeightOf(GraphQLField field)
    {
        var inner = WeightOf(field.SelectionSet);
        return new(inner.Depth + 1, 1 + (PageSizeOf(field) * inner.Values), inner.Expanded);
    }

    private Weight WeightOf(string fragment)
    {
        if (_weighed.TryGetValue(fragment, out var known))
            return known ?? throw new RefusalError(
                RefusalError.ValidationFailed, $"The fragment '{fragment}' spreads itself.");
        _weighed[fragment] = null;
        var weight = _fragments.TryGetValue(fragment, out var definition) ? WeightOf(definition.SelectionSet) : default;
        _weighed[fragment] = weight;
        return weight;
    }

    private int PageSizeOf(GraphQLField field)
    {
        if (!pagedFields.Contains(field.Name.StringValue))
            return 1;
        var given = field.Arguments?.Items
            .Where(argument => argument.Name.Value == "first" || argument.Name.Value == "last")
            .Select(argument => SizeOf(argument.Value)).DefaultIfEmpty(PageRequest.SizeDefault).Max();
        return given ?? PageRequest.SizeDefault;
    }

    private int SizeOf(GraphQLValue value) => value switch
    {
        GraphQLIntValue literal
            when int.TryParse(literal.Value.Span, CultureInfo.InvariantCulture, out var size) => Math.Max(1, size),
        GraphQLNullValue => PageRequest.SizeDefault,
        GraphQLVariable variable when variables?.TryGetValue(variable.Name.StringValue, out var given) is true
            => given is int size ? Math.Max(1, size) : PageRequest.SizeDefault,
        _ => PageRequest.SizeMax, // a variable may have a default
    };

    /// <param name="Values">May be infinite; it is only compared, as is the next.</param>
    private readonly record struct Weight(int Depth, double Values, double Expanded);
}
