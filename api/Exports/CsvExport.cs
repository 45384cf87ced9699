using System.Globalization;
using System.Text;

namespace ActiveLabel.Api.Exports;

/// <summary>RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front.</summary>
internal sealed class CsvExport<TRow> : IExportWriter<TRow>
{
    private const string FormulaStarts = "=+-@\t\r";

    private readonly StreamWriter _output;
    private readonly IReadOnlyList<ExportColumn<TRow>> _columns;

    private CsvExport(Stream output, IReadOnlyList<ExportColumn<TRow>> columns)
        => (_output, _columns) = (new(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" }, columns);

    public static async Task<CsvExport<TRow>> BeginAsync(
        Stream output, IReadOnlyList<ExportColumn<TRow>> columns, CancellationToken cancellationToken)
    {
        var csv = new CsvExport<TRow>(output, columns);
        await csv.WriteLineAsync(columns.Select(column => Quoted(column.Name)), cancellationToken);
        return csv;
    }

    public async Task WriteAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
            await WriteLineAsync(_columns.Select(column => TextOf(column.Read(row))), cancellationToken);
        await _output.FlushAsync(cancellationToken);
    }

    public Task EndAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    // What was written is with the stream; what was not, after a failure, must not be waited for.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task WriteLineAsync(IEnumerable<string> fields, CancellationToken cancellationToken)
        => _output.WriteLineAsync(string.Join(',', fields).AsMemory(), cancellationToken);

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => Quoted(text),
        bool truth => truth ? "true" : "false",
        DateTimeOffset at => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"{value.GetType()} is no type of a column."),
    };

    private static string Quoted(string text)
    {
        if (text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal))
            text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n") < 0
            ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
