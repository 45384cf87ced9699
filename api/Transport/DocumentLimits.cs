namespace ActiveLabel.Api.Transport;

/// <summary>
/// How much one document may ask for. They keep validation, which costs more than the square of some of these, below
/// a quarter of a second; <c>hostile</c> among the benchmarks measures it.
/// </summary>
public sealed record DocumentLimits
{
    /// <summary>Length of a document in UTF-8.</summary>
    public int BytesMax { get; init; } = 32_768;

    /// <summary>Words, numbers and signs; comments count as one each.</summary>
    public int TokensMax { get; init; } = 10_000;

    /// <summary>Nodes of the syntax tree.</summary>
    public int NodesMax { get; init; } = 5_000;

    /// <summary>Nesting of selections, of literals and of variables, each by itself.</summary>
    public int DepthMax { get; init; } = 15;

    /// <summary>Fields, fragment spreads and inline fragments, as written.</summary>
    public int SelectionsMax { get; init; } = 1_000;

    /// <summary>The same with every fragment written out where it is spread.</summary>
    public int ExpandedSelectionsMax { get; init; } = 4_000;

    /// <summary>Fields of one response name in a selection, fragments written out.</summary>
    public int MergedFieldsMax { get; init; } = 50;

    public int AliasesMax { get; init; } = 200;
    public int FragmentsMax { get; init; } = 50;
    public int DirectivesMax { get; init; } = 100;
    public int OperationsMax { get; init; } = 10;

    /// <summary>Variables that operations declare, all together.</summary>
    public int VariablesMax { get; init; } = 100;

    /// <summary>Values in the variables, those inside of lists and objects included.</summary>
    public int VariableValuesMax { get; init; } = 10_000;

    /// <summary>Values that an answer may hold at the most, by its page sizes.</summary>
    public long CostMax { get; init; } = 100_000;
}
