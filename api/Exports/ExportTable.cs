using ActiveLabel.Api.Storage;

namespace ActiveLabel.Api.Exports;

/// <summary>A column of an export: text, number, truth value or instant.</summary>
/// <param name="Type">string, int, long, double, bool or DateTimeOffset.</param>
/// <param name="Read">Null where there is no value.</param>
internal sealed record ExportColumn<TRow>(string Name, Type Type, Func<TRow, object?> Read)
{
    public static ExportColumn<TRow> Text(string name, Func<TRow, string?> read) => new(name, typeof(string), read);

    public static ExportColumn<TRow> Number(string name, Func<TRow, double?> read)
        => new(name, typeof(double), row => read(row));

    public static ExportColumn<TRow> Count(string name, Func<TRow, long?> read)
        => new(name, typeof(long), row => read(row));

    public static ExportColumn<TRow> Truth(string name, Func<TRow, bool?> read)
        => new(name, typeof(bool), row => read(row));

    public static ExportColumn<TRow> Instant(string name, Func<TRow, DateTimeOffset?> read)
        => new(name, typeof(DateTimeOffset), row => read(row));
}

/// <summary>Something that can be exported, whatever its rows are.</summary>
internal interface IExportTable
{
    /// <summary>Writes all rows, a page at a time.</summary>
    Task WriteAsync(
        ActiveLabelDb db, ExportFormat format, Stream output, CancellationToken cancellationToken);
}

/// <summary>How an export is written.</summary>
public enum ExportFormat
{
    /// <summary>Comma-separated text in UTF-8, with a header.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}

/// <param name="ReadPage">The rows after a key, in the order of their keys, a page of them.</param>
/// <param name="Key">Of a row; keys are positive.</param>
internal sealed record ExportTable<TRow>(
    IReadOnlyList<ExportColumn<TRow>> Columns,
    Func<ActiveLabelDb, long, CancellationToken, Task<List<TRow>>> ReadPage,
    Func<TRow, long> Key) : IExportTable
{
    /// <summary>Rows of a page, which are in memory together.</summary>
    public const int PageSize = 2_000;

    public async Task WriteAsync(
        ActiveLabelDb db, ExportFormat format, Stream output, CancellationToken cancellationToken)
    {
        await using IExportWriter<TRow> writer = format == ExportFormat.Csv
            ? await CsvExport<TRow>.BeginAsync(output, Columns, cancellationToken)
            : await ParquetExport<TRow>.BeginAsync(output, Columns, cancellationToken);
        for (var after = 0L; ;)
        {
            var page = await ReadPage(db, after, cancellationToken);
            await writer.WriteAsync(page, cancellationToken);
            if (page.Count < PageSize)
                break;
            after = Key(page[^1]);
        }
        await writer.EndAsync(cancellationToken);
    }
}

/// <summary>Writes rows as they come, and keeps a page of them at the most.</summary>
internal interface IExportWriter<TRow> : IAsyncDisposable
{
    Task WriteAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken);

    Task EndAsync(CancellationToken cancellationToken);
}
