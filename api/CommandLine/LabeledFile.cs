using ActiveLabel.Api.Items;
using ActiveLabel.Api.Simulation;

namespace ActiveLabel.Api.CommandLine;

/// <summary>A file of texts with their true labels.</summary>
internal static class LabeledFile
{
    /// <exception cref="CommandException">The file is missing, or a row of it is not usable.</exception>
    public static async Task<IReadOnlyList<LabeledText>> ReadAsync(
        FileInfo file, (string Text, string Label) columns, CancellationToken cancellationToken)
    {
        var format = RecordFile.FormatOf(file.Name)
            ?? throw new CommandException($"'{file.Name}' ends in neither .csv nor .jsonl (or these with .gz).");
        if (!file.Exists)
            throw new CommandException($"There is no file '{file.FullName}'.");
        var rows = new List<LabeledText>();
        await using var stream = file.OpenRead();
        await foreach (var record in RecordFile.ReadAsync(stream, format, cancellationToken))
        {
            if (record.Fields is not { } fields)
                throw new CommandException($"{file.Name}, line {record.Line}: {record.Problem}");
            if (!fields.TryGetValue(columns.Text, out var text) || !fields.TryGetValue(columns.Label, out var label))
                throw new CommandException(
                    $"{file.Name}, line {record.Line}: there is no column '{columns.Text}' or '{columns.Label}'; name "
                    + "them with --text-column and --label-column.");
            if (string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(label))
                throw new CommandException($"{file.Name}, line {record.Line}: the text or the label is empty.");
            rows.Add(new(text, label));
        }
        return rows.Count > 0 ? rows : throw new CommandException($"'{file.Name}' has no rows.");
    }
}
