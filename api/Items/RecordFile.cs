using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;

namespace ActiveLabel.Api.Items;

public enum RecordFormat
{
    Csv = 0,
    Jsonl = 1,
}

/// <summary>A row of a file: its fields by name, or why it could not be read.</summary>
/// <param name="Line">Where it begins, counted from 1.</param>
/// <param name="Fields">Null when there is a problem.</param>
public sealed record FileRecord(long Line, IReadOnlyDictionary<string, string>? Fields, string? Problem);

/// <summary>The file as a whole cannot be read; the message says why and what to do.</summary>
public sealed class FileFormatException(string message) : Exception(message);

/// <summary>
/// Reads CSV with a header, or a JSON object a line, plain or gzipped, row after row in bounded memory. A row that
/// cannot be read is a record with a problem, and the next row is read.
/// </summary>
public static class RecordFile
{
    /// <summary>Bytes of a row.</summary>
    public const int LengthMax = 1_048_576;

    private const byte GzipFirst = 0x1F;
    private const byte GzipSecond = 0x8B;

    /// <returns>The format that the name stands for, or null.</returns>
    public static RecordFormat? FormatOf(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var name = fileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? fileName[..^3] : fileName;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => RecordFormat.Csv,
            ".jsonl" or ".ndjson" => RecordFormat.Jsonl,
            _ => null,
        };
    }

    /// <exception cref="FileFormatException">There is no header, or the compression is broken.</exception>
    public static async IAsyncEnumerable<FileRecord> ReadAsync(
        Stream stream, RecordFormat format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = PipeReader.Create(stream, new(leaveOpen: true));
        var start = await source.ReadAtLeastAsync(2, cancellationToken);
        var isGzip = IsGzip(start.Buffer);
        source.AdvanceTo(start.Buffer.Start);
        await using var plain = isGzip
            ? new GZipStream(source.AsStream(), CompressionMode.Decompress)
            : source.AsStream();
        var records = format == RecordFormat.Csv
            ? ReadCsvAsync(plain, cancellationToken)
            : ReadJsonAsync(plain, cancellationToken);
        await using var reader = records.GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(reader))
            yield return reader.Current;
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<FileRecord> reader)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (InvalidDataException exception)
        {
            throw new FileFormatException($"The gzip compression of the file is broken: {exception.Message}");
        }
    }

    private static bool IsGzip(ReadOnlySequence<byte> start)
    {
        Span<byte> first = stackalloc byte[2];
        if (start.Length < first.Length)
            return false;
        start.Slice(0, first.Length).CopyTo(first);
        return first is [GzipFirst, GzipSecond];
    }

    private static async IAsyncEnumerable<FileRecord> ReadCsvAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var malformed = new Dictionary<long, CsvMalformedReason>();
        await using var csv = CsvReader.Create(
            stream,
            CsvReaderOptions.Default with
            {
                Separator = ',',
                TrackLineNumbers = true,
                MaxRecordSize = LengthMax,
                OnMalformedRecord = bad => malformed[bad.LineNumber] = bad.Reason,
            },
            leaveOpen: true);
        await csv.ReadHeaderAsync(cancellationToken);
        var header = csv.Headers.ToArray();
        if (header.Length == 0)
            throw new FileFormatException("The file is empty; its first line must name the columns.");
        if (header.Any(name => name.Any(letter => char.IsControl(letter) || letter == '\uFFFD')))
            throw new FileFormatException(
                "The first line of the file is no text; it must be UTF-8, as it is or compressed with gzip.");
        if (header.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new FileFormatException($"The column '{twice.Key}' is there twice; rename one of the two.");
        for (; ; )
        {
            var (isRow, end) = await ReadRowAsync(csv, cancellationToken);
            if (end is not null)
                yield return end;
            if (!isRow)
                yield break;
            yield return malformed.Remove(csv.LineNumber, out var reason)
                ? new(csv.LineNumber, null, $"The quotes of the row do not match: {reason}.")
                : RowOf(header, csv);
        }
    }

    // After a row that is too long for memory nobody knows where the next one begins.
    private static async Task<(bool IsRow, FileRecord? End)> ReadRowAsync(
        CsvReader csv, CancellationToken cancellationToken)
    {
        try
        {
            return (await csv.ReadAsync(cancellationToken), null);
        }
        catch (CsvFormatException exception)
        {
            return (false, new(exception.LineNumber, null, $"The rest cannot be read: {exception.Message}"));
        }
    }

    private static FileRecord RowOf(string[] header, CsvReader csv)
    {
        if (csv.FieldCount != header.Length)
            return new(csv.LineNumber, null, $"The row has {csv.FieldCount} columns; the header has {header.Length}.");
        var fields = new Dictionary<string, string>(header.Length);
        for (var column = 0; column < header.Length; column++)
        {
            if (!Utf8.IsValid(csv.GetSpan(column)))
                return new(csv.LineNumber, null, $"Column '{header[column]}' is not UTF-8.");
            fields[header[column]] = csv.GetString(column);
        }
        return new(csv.LineNumber, fields, null);
    }

    private static async IAsyncEnumerable<FileRecord> ReadJsonAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = PipeReader.Create(stream, new(leaveOpen: true));
        var isSkipping = false;
        for (var line = 1L; ;)
        {
            var read = await lines.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryReadLine(ref buffer, read.IsCompleted, out var bytes))
            {
                if (isSkipping)
                    isSkipping = false;
                else if (RecordOf(bytes, line) is { } record)
                    yield return record;
                line++;
            }
            if (buffer.Length > LengthMax)
            {
                if (!isSkipping)
                    yield return new(line, null, $"The line is longer than {LengthMax} bytes.");
                isSkipping = true;
                buffer = buffer.Slice(buffer.End);
            }
            lines.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                yield break;
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        line = buffer;
        if (!isLast || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    /// <returns>Null for an empty line.</returns>
    private static FileRecord? RecordOf(ReadOnlySequence<byte> bytes, long line)
    {
        var json = WithoutByteOrderMark(bytes.ToArray(), line);
        if (json.Span.Trim(" \t\r"u8).IsEmpty)
            return null;
        if (json.Length > LengthMax)
            return new(line, null, $"The line is longer than {LengthMax} bytes.");
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new(line, null, "The line is no JSON object.");
            var fields = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
                fields[property.Name] = TextOf(property.Value);
            return new(line, fields, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new(line, null, $"The line is no valid JSON, near byte {PositionOf(exception)}.");
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(byte[] bytes, long line)
        => line == 1 && bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static long PositionOf(Exception exception) => (exception as JsonException)?.BytePositionInLine ?? 0;
}
