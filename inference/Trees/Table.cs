using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Inference.Trees;

/// <summary>The columns that trees read, and the rows of inputs under them.</summary>
/// <param name="Columns">Names of numbers, in order.</param>
internal sealed record Table(InputKind Kind, IReadOnlyList<string> Columns)
{
    /// <summary>What an input does not say is less than whatever it could say.</summary>
    public const float Missing = -1e30f;

    public const int ColumnsMax = 1_024;

    private readonly Dictionary<string, int> _places = Columns.Index()
        .ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);

    /// <returns>The names that the most inputs have, in the order of their letters.</returns>
    public static Table Of(InputKind kind, IReadOnlyList<string> inputs)
        => new(kind, [.. inputs.SelectMany(input => NamedNumbers.Of(kind, input).Keys)
            .GroupBy(name => name, StringComparer.Ordinal)
            .OrderByDescending(name => name.Count()).ThenBy(name => name.Key, StringComparer.Ordinal)
            .Take(ColumnsMax).Select(name => name.Key).Order(StringComparer.Ordinal)]);

    public float[] Row(string input)
    {
        var row = new float[Columns.Count];
        Array.Fill(row, Missing);
        foreach (var (name, number) in NamedNumbers.Of(Kind, input))
            if (_places.TryGetValue(name, out var place))
                row[place] = number;
        return row;
    }
}
