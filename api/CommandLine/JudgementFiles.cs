using ActiveLabel.Api.Items;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Api.CommandLine;

/// <summary>A crowd's judgements, read from a file, with the names of what is numbered in the set.</summary>
/// <param name="Labels">K: numbers in their order when all labels are numbers, else by ordinal comparison.</param>
internal sealed record NamedJudgements(
    JudgementSet Set, IReadOnlyList<string> Items, IReadOnlyList<string> Workers, IReadOnlyList<string> Labels)
{
    /// <returns>
    /// Of each item, the number of the label that the answers give: K for a label that no judgement has, Unknown
    /// without an answer.
    /// </returns>
    public int[] Number(IReadOnlyDictionary<string, string> answers)
    {
        var labels = Labels.Index().ToDictionary(label => label.Item, label => label.Index);
        return [.. Items.Select(item => answers.TryGetValue(item, out var label)
            ? labels.GetValueOrDefault(label, Labels.Count)
            : JudgementSet.Unknown)];
    }
}

/// <summary>Reads files with the columns item, worker and label, and with item and label.</summary>
internal static class JudgementFiles
{
    private static readonly string[] JudgementColumns = ["item", "worker", "label"];
    private static readonly string[] AnswerColumns = ["item", "label"];

    /// <param name="gold">Known labels by item; null when there are none.</param>
    /// <exception cref="CommandException">The file is missing or empty, or a row of it is not usable.</exception>
    public static async Task<NamedJudgements> ReadAsync(
        FileInfo file, IReadOnlyDictionary<string, string>? gold, CancellationToken cancellationToken)
    {
        var (items, workers, labels) = (new Numbers(), new Numbers(), new Numbers());
        var rows = new List<(int Item, int Worker, int Label)>();
        var seen = new HashSet<(int Item, int Worker)>();
        await foreach (var (line, fields) in RowsAsync(file, JudgementColumns, cancellationToken))
        {
            var row = (Item: items.Of(fields[0]), Worker: workers.Of(fields[1]), Label: labels.Of(fields[2]));
            if (!seen.Add((row.Item, row.Worker)))
                throw new CommandException(
                    $"{file.Name}, line {line}: worker '{fields[1]}' has judged item '{fields[0]}' before; one "
                    + "judgement of each worker and item can count.");
            rows.Add(row);
        }
        if (rows.Count == 0)
            throw new CommandException($"'{file.Name}' has no rows.");
        foreach (var label in gold?.Values ?? [])
            labels.Of(label);
        if (labels.Names.Count < 2)
            throw new CommandException($"'{file.Name}' has only the label '{labels.Names[0]}'; two are needed.");

        string[] names = [.. InOrder(labels.Names)];
        var order = names.Index().ToDictionary(name => labels.Of(name.Item), name => name.Index);
        var set = JudgementSet.Build(
            items.Names.Count,
            workers.Names.Count,
            names.Length,
            rows.ConvertAll(row => (row.Item, row.Worker, order[row.Label])));
        var named = new NamedJudgements(set, items.Names, workers.Names, names);
        return gold is null ? named : named with { Set = set.WithGold(named.Number(gold)) };
    }

    /// <returns>The label of each item.</returns>
    /// <exception cref="CommandException">The file is missing or empty, or a row of it is not usable.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAnswersAsync(
        FileInfo file, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, string>();
        await foreach (var (line, fields) in RowsAsync(file, AnswerColumns, cancellationToken))
            if (!answers.TryAdd(fields[0], fields[1]))
                throw new CommandException($"{file.Name}, line {line}: item '{fields[0]}' is there twice.");
        return answers.Count > 0 ? answers : throw new CommandException($"'{file.Name}' has no rows.");
    }

    private static async IAsyncEnumerable<(long Line, string[] Fields)> RowsAsync(
        FileInfo file,
        string[] columns,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var format = RecordFile.FormatOf(file.Name)
            ?? throw new CommandException($"'{file.Name}' ends in neither .csv nor .jsonl (or these with .gz).");
        if (!file.Exists)
            throw new CommandException($"There is no file '{file.FullName}'.");
        await using var stream = file.OpenRead();
        await foreach (var record in RecordFile.ReadAsync(stream, format, cancellationToken))
        {
            if (record.Fields is not { } found)
                throw new CommandException($"{file.Name}, line {record.Line}: {record.Problem}");
            if (columns.FirstOrDefault(column => !found.ContainsKey(column)) is { } missing)
                throw new CommandException(
                    $"{file.Name}, line {record.Line}: there is no column '{missing}'; the columns must be "
                    + $"{string.Join(", ", columns)}.");
            string[] fields = [.. columns.Select(column => found[column].Trim())];
            if (Array.IndexOf(fields, "") is >= 0 and var empty)
                throw new CommandException($"{file.Name}, line {record.Line}: the {columns[empty]} is empty.");
            yield return (record.Line, fields);
        }
    }

    private static IEnumerable<string> InOrder(IReadOnlyCollection<string> labels)
        => labels.All(label => long.TryParse(label, out _))
            ? labels.OrderBy(long.Parse)
            : labels.Order(StringComparer.Ordinal);

    /// <summary>Numbers names in the order in which they turn up.</summary>
    private sealed class Numbers
    {
        private readonly Dictionary<string, int> _numbers = [];

        public List<string> Names { get; } = [];

        public int Of(string name)
        {
            if (_numbers.TryGetValue(name, out var number))
                return number;
            Names.Add(name);
            return _numbers[name] = Names.Count - 1;
        }
    }
}
