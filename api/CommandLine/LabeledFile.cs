using ActiveLabel.Api.Items;
using ActiveLabel.Api.Simulation;

namespace ActiveLabel.Api.CommandLine;

/// <summary>A file of texts, images or pairs of records with their true labels.</summary>
internal static class LabeledFile
{
    /// <exception cref="CommandException">The file is missing, or a row of it is not usable.</exception>
    public static async Task<IReadOnlyList<LabeledRow>> ReadAsync(
        FileInfo file, (string Text, string Label) columns, CancellationToken cancellationToken)
    {
        var format = RecordFile.FormatOf(file.Name)
            ?? throw new CommandException($"'{file.Name}' ends in neither .csv nor .jsonl (or these with .gz).");
        if (!file.Exists)
            throw new CommandException($"There is no file '{file.FullName}'.");
        var rows = new List<LabeledRow>();
        await using var stream = file.OpenRead();
        await foreach (var record in RecordFile.ReadAsync(stream, format, cancellationToken))
        {
            if (record.Fields is not { } fields)
                throw new CommandException($"{file.Name}, line {record.Line}: {record.Problem}");
            if (!fields.TryGetValue(columns.Label, out var label) || string.IsNullOrWhiteSpace(label))
                throw new CommandException(
                    $"{file.Name}, line {record.Line}: the column '{columns.Label}' is missing or empty; name the one "
                    + "of the label with --label-column.");
            var made = ItemData.Of(fields, columns.Text);
            if (made.Data is not { } data)
                throw new CommandException($"{file.Name}, line {record.Line}: {made.Problem}");
            rows.Add(new(data, label));
        }
        return rows.Count > 0 ? rows : throw new CommandException($"'{file.Name}' has no rows.");
    }
}
