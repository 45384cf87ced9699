using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace ActiveLabel.Api.Tests.Exports;

/// <summary>A Parquet file as a reader of the format has it, written as the CSV of the same rows should be.</summary>
internal static class ParquetText
{
    public static async Task<List<string>> ReadAsync(Stream file)
    {
        using var whole = new MemoryStream();
        await file.CopyToAsync(whole);
        whole.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(whole);
        var fields = reader.Schema.GetDataFields();
        var lines = new List<string> { string.Join(',', fields.Select(field => field.Name)) };
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            var columns = new List<string[]>();
            foreach (var field in fields)
                columns.Add(await ReadAsync(group, field));
            for (var row = 0; row < (int)group.RowCount; row++)
                lines.Add(string.Join(',', columns.Select(column => column[row])));
        }
        return lines;
    }

    private static async Task<string[]> ReadAsync(ParquetRowGroupReader group, DataField field)
    {
        var count = (int)group.RowCount;
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[count];
            await group.ReadAsync(field, texts.AsMemory()!);
            return Array.ConvertAll(texts, text => Quoted(text ?? ""));
        }
        if (field.ClrType == typeof(DateTime))
            return Array.ConvertAll(await ValuesAsync<DateTime>(), at => at is { } known
                ? DateTime.SpecifyKind(known, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture)
                : "");
        if (field.ClrType == typeof(bool))
            return Array.ConvertAll(
                await ValuesAsync<bool>(), truth => truth is { } known ? known ? "true" : "false" : "");
        return field.ClrType == typeof(long)
            ? Array.ConvertAll(await ValuesAsync<long>(), value => value?.ToString(CultureInfo.InvariantCulture) ?? "")
            : Array.ConvertAll(
                await ValuesAsync<double>(), value => value?.ToString(CultureInfo.InvariantCulture) ?? "");

        async Task<T?[]> ValuesAsync<T>()
            where T : struct
        {
            var values = new T?[count];
            await group.ReadAsync<T>(field, values.AsMemory());
            return values;
        }
    }

    private static string Quoted(string text)
    {
        var safe = text.Length > 0 && "=+-@".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
