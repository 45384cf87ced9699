using System.Globalization;
using ActiveLabel.Api.Graph;
using GraphQL;
using GraphQLParser.AST;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// The depth of an operation and how many values its answer may hold. Each fragment is weighed once, however often it
/// is spread, and a page counts as often as its size says; what the schema says of itself counts as long as it is.
/// </summary>
internal sealed class DocumentCost(
    GraphQLDocument document, Inputs? variables, SchemaSizes sizes, DocumentLimits limits)
{
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = FragmentsOf(document);
    private readonly Dictionary<(string Fragment, Introspected Within), Weight?> _weighed = [];

    /// <returns>How many values the answer may hold.</returns>
    /// <exception cref="RefusalError">It is too deep or too much.</exception>
    public long Check(GraphQLSelectionSet selections)
    {
        var weight = WeightOf(selections, Introspected.Nothing);
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

    private Weight WeightOf(GraphQLSelectionSet? selections, Introspected within)
    {
        var (depth, values, expanded) = (0, 0.0, 0.0);
        foreach (var selection in selections?.Selections ?? [])
        {
            var weight = selection switch
            {
                GraphQLField field => WeightOf(field, within),
                GraphQLInlineFragment inline => WeightOf(inline.SelectionSet, within),
                GraphQLFragmentSpread spread => WeightOf(spread.FragmentName.Name.StringValue, within),
                _ => default,
            };
            depth = Math.Max(depth, weight.Depth);
            values += weight.Values;
            expanded += weight.Expanded + 1;
        }
        return new(depth, values, expanded);
    }

    private Weight WeightOf(GraphQLField field, Introspected within)
    {
        var (size, inside) = within == Introspected.Nothing
            ? (PageSizeOf(field), SchemaSizes.RootOf(field.Name.StringValue))
            : sizes.Of(field.Name.StringValue, within);
        var inner = WeightOf(field.SelectionSet, inside);
        var own = within == Introspected.Nothing ? 1 : SchemaSizes.ValueCost;
        return new(inner.Depth + 1, own + (size * inner.Values), inner.Expanded);
    }

    private Weight WeightOf(string fragment, Introspected within)
    {
        if (_weighed.TryGetValue((fragment, within), out var known))
            return known ?? throw new RefusalError(
                RefusalError.ValidationFailed, $"The fragment '{fragment}' spreads itself.");
        _weighed[(fragment, within)] = null;
        var weight = _fragments.TryGetValue(fragment, out var definition)
            ? WeightOf(definition.SelectionSet, within)
            : default;
        _weighed[(fragment, within)] = weight;
        return weight;
    }

    private int PageSizeOf(GraphQLField field)
    {
        if (!sizes.PagedFields.Contains(field.Name.StringValue))
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
