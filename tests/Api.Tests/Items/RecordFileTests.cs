using System.IO.Compression;
using System.Text;
using ActiveLabel.Api.Items;
using Xunit;

namespace ActiveLabel.Api.Tests.Items;

public sealed class RecordFileTests
{
    [Fact]
    public async Task Reads_quotes_commas_and_line_breaks_and_counts_lines()
    {
        var records = await ReadAsync(RecordFormat.Csv, "id,text\n1,\"a, \"\"b\"\"\nc\"\n2,d\n");

        Assert.Equal(["a, \"b\"\nc", "d"], records.Select(record => record.Fields!["text"]));
        Assert.Equal([2L, 4L], records.Select(record => record.Line));
    }

    [Fact]
    public async Task A_row_with_missing_columns_is_named_and_the_next_is_read()
    {
        var records = await ReadAsync(RecordFormat.Csv, "id,text\n1\n2,good\n");

        Assert.Equal((2, "The row has 1 columns; the header has 2."), (records[0].Line, records[0].Problem));
        Assert.Equal("good", records[1].Fields!["text"]);
    }

    [Fact]
    public async Task A_stray_quote_is_named_and_the_next_row_is_read()
    {
        var records = await ReadAsync(RecordFormat.Csv, "id,text\n1,\"ab\"c\n2,good\n");

        Assert.Contains("quotes", records[0].Problem, StringComparison.Ordinal);
        Assert.Equal("good", records[^1].Fields!["text"]);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_named()
    {
        byte[] file = [.. "id,text\n1,"u8, 0xFF, 0xFE, .. "\n2,good\n"u8];

        var records = await ReadAsync(RecordFormat.Csv, file);

        Assert.Equal("Column 'text' is not UTF-8.", records[0].Problem);
        Assert.Equal("good", records[1].Fields!["text"]);
    }

    [Fact]
    public async Task A_line_that_is_no_json_is_named_and_the_next_is_read()
    {
        var records = await ReadAsync(
            RecordFormat.Jsonl, "\uFEFF{\"text\":\"a\",\"n\":3}\n{\"text\":\n\n[1]\n{\"text\":\"\\u00e9\"}");

        Assert.Equal([1L, 2, 4, 5], records.Select(record => record.Line));
        Assert.Equal(("a", "3"), (records[0].Fields!["text"], records[0].Fields!["n"]));
        Assert.StartsWith("The line is no valid JSON", records[1].Problem, StringComparison.Ordinal);
        Assert.Equal("The line is no JSON object.", records[2].Problem);
        Assert.Equal("é", records[3].Fields!["text"]);
    }

    [Fact]
    public async Task A_line_without_end_is_refused_and_the_next_is_read()
    {
        var file = "{\"text\":\"" + new string('x', RecordFile.LengthMax * 3) + "\"}\n{\"text\":\"good\"}\n";

        var records = await ReadAsync(RecordFormat.Jsonl, file);

        Assert.Equal(2, records.Count);
        Assert.Contains("longer than", records[0].Problem, StringComparison.Ordinal);
        Assert.Equal((2L, "good"), (records[1].Line, records[1].Fields!["text"]));
    }

    [Theory]
    [InlineData(RecordFormat.Csv, "id,text\n1,zipped\n")]
    [InlineData(RecordFormat.Jsonl, "{\"text\":\"zipped\"}")]
    public async Task A_gzipped_file_is_known_by_its_first_bytes(RecordFormat format, string text)
    {
        using var file = new MemoryStream();
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(text));

        var records = await ReadAsync(format, file.ToArray());

        Assert.Equal("zipped", Assert.Single(records).Fields!["text"]);
    }

    [Fact]
    public async Task Broken_compression_says_so()
        => await Assert.ThrowsAsync<FileFormatException>(
            () => ReadAsync(RecordFormat.Jsonl, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7, 7, 7, 7, 7, 7]));

    [Fact]
    public async Task A_column_that_is_there_twice_is_refused()
    {
        var refused = await Assert.ThrowsAsync<FileFormatException>(() => ReadAsync(RecordFormat.Csv, "a,a\n1,2\n"));

        Assert.Contains("'a' is there twice", refused.Message, StringComparison.Ordinal);
    }

    private static Task<List<FileRecord>> ReadAsync(RecordFormat format, string file)
        => ReadAsync(format, Encoding.UTF8.GetBytes(file));

    private static async Task<List<FileRecord>> ReadAsync(RecordFormat format, byte[] file)
    {
        var records = new List<FileRecord>();
        await foreach (var record in RecordFile.ReadAsync(new MemoryStream(file), format, CancellationToken.None))
            records.Add(record);
        return records;
    }
}
