using Parquet;
using Parquet.Schema;

namespace ActiveLabel.Api.Exports;

/// <summary>
/// Apache Parquet: a row group for each page. What is kept beside the page is the place of each row group, for the end
/// of the file.
/// </summary>
internal sealed class ParquetExport<TRow> : IExportWriter<TRow>
{
    private readonly IReadOnlyList<ExportColumn<TRow>> _columns;
    private readonly DataField[] _fields;
    private readonly PagedSink _sink;
    private ParquetWriter? _writer;

    private ParquetExport(Stream output, IReadOnlyList<ExportColumn<TRow>> columns)
    {
        (_columns, _sink) = (columns, new(output));
        _fields = [.. columns.Select(column => column.Type == typeof(string)
            ? new DataField(column.Name, typeof(string), isNullable: true)
            : new DataField(column.Name, StoredAs(column.Type), isNullable: true))];
    }

    public static async Task<ParquetExport<TRow>> BeginAsync(
        Stream output, IReadOnlyList<ExportColumn<TRow>> columns, CancellationToken cancellationToken)
    {
        var parquet = new ParquetExport<TRow>(output, columns);
        parquet._writer = await ParquetWriter.CreateAsync(
            new(parquet._fields), parquet._sink, cancellationToken: cancellationToken);
        return parquet;
    }

    public async Task WriteAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0 || _writer is null)
            return;
        using (var group = _writer.CreateRowGroup())
        {
            for (var column = 0; column < _columns.Count; column++)
                await WriteAsync(group, _fields[column], _columns[column], rows, cancellationToken);
            group.CompleteValidate();
        }
        await _sink.PassOnAsync(cancellationToken);
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_writer is { } writer)
            await writer.DisposeAsync();
        _writer = null;
        await _sink.PassOnAsync(cancellationToken);
    }

    // A file whose end was not written is broken, and is to be seen as such.
    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private static Type StoredAs(Type type) => type == typeof(DateTimeOffset) ? typeof(DateTime) : type;

    private static Task WriteAsync(
        ParquetRowGroupWriter group,
        DataField field,
        ExportColumn<TRow> column,
        IReadOnlyList<TRow> rows,
        CancellationToken cancellationToken)
    {
        var values = rows.Select(column.Read);
        if (column.Type == typeof(string))
            return group.WriteAsync(field, values.Cast<string>().ToArray());
        if (column.Type == typeof(double))
            return AddAsync<double>(values);
        if (column.Type == typeof(long))
            return AddAsync<long>(values);
        return column.Type == typeof(bool)
            ? AddAsync<bool>(values)
            : AddAsync<DateTime>(values.Select(value => value is DateTimeOffset at ? (object)at.UtcDateTime : null));

        Task AddAsync<T>(IEnumerable<object?> all)
            where T : struct
            => group.WriteAsync<T>(
                field, all.Select(value => (T?)value).ToArray().AsMemory(), cancellationToken: cancellationToken);
    }

    /// <summary>Keeps what is written until it is passed on at once: the format writes in small pieces.</summary>
    private sealed class PagedSink(Stream output) : Stream
    {
        private readonly MemoryStream _page = new();
        private long _passed;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => _passed + _page.Length;

        public override long Position
        {
            get => Length;
            set => throw new NotSupportedException();
        }

        public async Task PassOnAsync(CancellationToken cancellationToken)
        {
            await output.WriteAsync(_page.GetBuffer().AsMemory(0, (int)_page.Length), cancellationToken);
            await output.FlushAsync(cancellationToken);
            _passed += _page.Length;
            _page.SetLength(0);
        }

        public override void Write(byte[] buffer, int offset, int count) => _page.Write(buffer, offset, count);

        public override void Flush()
        {
            // A page goes out as a whole.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _page.Dispose();
            base.Dispose(disposing);
        }
    }
}
