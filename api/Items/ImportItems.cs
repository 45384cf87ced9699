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
        ArgumentNullException.ThrowIfNull(columns);
        var (errors, chunk) = (new List<RejectedRow>(), new List<NewItem>(AddItems.ChunkSizeMax));
        var report = new ImportReport(0, 0, 0, errors);
        await foreach (var record in RecordFile.ReadAsync(stream, format, cancellationToken))
        {
            var (item, problem) = record.Fields is null ? (null, record.Problem) : columns.ItemOf(record.Fields);
            if (item is not null)
                chunk.Add(item);
            else
                report = report with { Rejected = report.Rejected + 1 };
            if (item is null && errors.Count < ErrorsMax)
                errors.Add(new(record.Line, problem ?? ""));
            if (chunk.Count < AddItems.ChunkSizeMax)
                continue;
            report = await AddAsync(project, chunk, report, cancellationToken);
            progress?.Report(report);
        }
        return await AddAsync(project, chunk, report, cancellationToken);
    }

    private async Task<ImportReport> AddAsync(
        Project project, List<NewItem> chunk, ImportReport report, CancellationToken cancellationToken)
    {
        if (chunk.Count == 0)
            return report;
        var added = await addItems.ExecuteAsync(project, chunk, cancellationToken);
        chunk.Clear();
        return report with
        {
            Imported = report.Imported + added.AddedCount,
            Unchanged = report.Unchanged + added.UnchangedCount,
        };
    }
}
