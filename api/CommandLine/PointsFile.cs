using System.Globalization;
using ActiveLabel.Api.Items;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Points of one learning curve, and the values of the columns that tell it from others.</summary>
internal sealed record PointsGroup(IReadOnlyDictionary<string, string> Columns, List<CurvePoint> Points);

/// <summary>
/// A file of learning-curve points: the columns <c>n</c>, <c>accuracy</c> and, if known, <c>stderr</c>.
/// </summary>
internal static class PointsFile
{
    /// <summary>Where no standard error is given: that of a share measured on so many items.</summary>
    private const double ItemsAssumed = 1_000;

    private const int LabelsMax = 1_000_000_000;

    /// <returns>The groups in the order of their first row.</returns>
    /// <exception cref="CommandException">The file is missing, or a row of it is not usable.</exception>
    public static async Task<IReadOnlyList<PointsGroup>> ReadAsync(
        FileInfo file, IReadOnlyList<string> groupBy, CancellationToken cancellationToken)
    {
        if (RecordFile.FormatOf(file.Name) is not { } format)
            throw new CommandException($"'{file.Name}' ends in neither .csv nor .jsonl (or these with .gz).");
        if (!file.Exists)
            throw new CommandException($"There is no file '{file.FullName}'.");
        var groups = new OrderedDictionary<string, PointsGroup>();
        await using var stream = file.OpenRead();
        await foreach (var record in RecordFile.ReadAsync(stream, format, cancellationToken))
        {
            var fields = record.Fields
                ?? throw new CommandException($"{file.Name}, line {record.Line}: {record.Problem}");
            var where = $"{file.Name}, line {record.Line}";
            var key = string.Join('\u001F', groupBy.Select(column => Text(fields, column, where)));
            if (!groups.TryGetValue(key, out var group))
            {
                group = new(groupBy.ToDictionary(column => column, column => Text(fields, column, where)), []);
                groups.Add(key, group);
            }
            group.Points.Add(PointOf(fields, where));
        }
        return groups.Count > 0 ? [.. groups.Values] : throw new CommandException($"'{file.Name}' has no rows.");
    }

    private static CurvePoint PointOf(IReadOnlyDictionary<string, string> fields, string where)
    {
        var (labels, accuracy) = (Number(Text(fields, "n", where)), Number(Text(fields, "accuracy", where)));
        var isGiven = fields.TryGetValue("stderr", out var text) && !string.IsNullOrWhiteSpace(text);
        var standardError = isGiven ? Number(text) : Math.Sqrt(accuracy * (1 - accuracy) / ItemsAssumed);
        return labels is >= 1 and <= LabelsMax && accuracy is >= 0 and <= 1 && standardError >= 0
            ? new((int)labels, accuracy, standardError)
            : throw new CommandException(
                $"{where}: n must be 1 to {LabelsMax}, accuracy between 0 and 1, and stderr at least 0.");
    }

    private static string Text(IReadOnlyDictionary<string, string> fields, string column, string where)
        => fields.TryGetValue(column, out var text)
            ? text
            : throw new CommandException($"{where}: there is no column '{column}'.");

    private static double Number(string? text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : double.NaN;
}
