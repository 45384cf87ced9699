using ActiveLabel.Api.Gold;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Items;

/// <param name="Line">Where the row begins, counted from 1.</param>
public sealed record RejectedRow(long Line, string Reason);

/// <param name="Imported">Items that are new.</param>
/// <param name="Unchanged">Items that were there already.</param>
/// <param name="Rejected">Rows that made no item.</param>
/// <param name="Errors">The first of those.</param>
public sealed record ImportReport(int Imported, int Unchanged, int Rejected, IReadOnlyList<RejectedRow> Errors);

/// <summary>
/// Imports a file of items: good rows go in, bad ones into a list, and the same file again changes nothing.
/// </summary>
public sealed class ImportItems(AddItems addItems)
{
    /// <summary>Rows that are named; more are counted.</summary>
    public const int ErrorsMax = 100;

    /// <param name="progress">Told after each chunk.</param>
    /// <exception cref="FileFormatException">The file as a whole cannot be read.</exception>
    public async Task<ImportReport> ExecuteAsync(
        Project project,
        Stream stream,
        RecordFormat format,
        ItemColumns columns,
        IProgress<ImportReport>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(columns);
        var chunk = new List<(long Line, NewItem Item)>(AddItems.ChunkSizeMax);
        var report = new ImportReport(0, 0, 0, []);
        await foreach (var record in RecordFile.ReadAsync(stream, format, cancellationToken))
        {
            var (item, problem) = record.Fields is null ? (null, record.Problem) : columns.ItemOf(record.Fields);
            if (item?.Gold is { } gold
                && project.Schema.Problem(KnownAnswers.OfLeading(project.Schema, gold)) is { } unknown)
                (item, problem) = (null, $"The known answer does not fit: {unknown}");
            if (item is not null)
                chunk.Add((record.Line, item));
            else
                report = Reject(report, new(record.Line, problem ?? ""));
            if (chunk.Count < AddItems.ChunkSizeMax)
                continue;
            report = await AddAsync(project, chunk, report, cancellationToken);
            progress?.Report(report);
        }
        report = await AddAsync(project, chunk, report, cancellationToken);
        return report with { Errors = [.. report.Errors.OrderBy(error => error.Line)] };
    }

    private async Task<ImportReport> AddAsync(
        Project project,
        List<(long Line, NewItem Item)> chunk,
        ImportReport report,
        CancellationToken cancellationToken)
    {
        if (chunk.Count == 0)
            return report;
        var added = await addItems.ExecuteAsync(project, chunk.ConvertAll(row => row.Item), cancellationToken);
        foreach (var (line, item) in added.Different.Select(place => chunk[place]))
            report = Reject(
                report,
                new(line, $"Item '{item.ExternalId}' is there with other content; give this one another id."));
        chunk.Clear();
        return report with
        {
            Imported = report.Imported + added.AddedCount,
            Unchanged = report.Unchanged + added.UnchangedCount,
        };
    }

    private static ImportReport Reject(ImportReport report, RejectedRow row)
        => report with
        {
            Rejected = report.Rejected + 1,
            Errors = report.Errors.Count < ErrorsMax ? [.. report.Errors, row] : report.Errors,
        };
}
