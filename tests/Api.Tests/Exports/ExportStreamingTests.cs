using System.Globalization;
using System.Text;
using ActiveLabel.Api.Exports;
using Xunit;

namespace ActiveLabel.Api.Tests.Exports;

public sealed class ExportStreamingTests
{
    private const int Pages = 20;

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task A_page_is_out_before_the_next_one_is_read(ExportFormat format)
    {
        using var output = new MemoryStream();
        var outAtPage = new List<long>();
        var table = TableOf(output, outAtPage, Pages);

        await table.WriteAsync(null!, format, output, CancellationToken.None);

        // What was out when each page was asked for: about as much more each time.
        Assert.Equal(Pages + 1, outAtPage.Count);
        var steps = outAtPage.Zip(outAtPage.Skip(1), (before, after) => after - before).ToList();
        Assert.All(steps, step => Assert.InRange(step, steps.Max() / 2, steps.Max()));
        Assert.InRange(output.Length - outAtPage[^1], 0, format == ExportFormat.Csv ? 0 : 20_000);
    }

    [Fact]
    public async Task What_breaks_off_has_no_end()
    {
        using var csv = new MemoryStream();
        using var parquet = new MemoryStream();
        foreach (var (format, output) in new[] { (ExportFormat.Csv, csv), (ExportFormat.Parquet, parquet) })
        {
            var table = TableOf(output, [], Pages) with
            {
                ReadPage = (_, after, _) => after > 0
                    ? throw new IOException("The database has gone.")
                    : Task.FromResult(PageOf(0)),
            };

            await Assert.ThrowsAsync<IOException>(
                () => table.WriteAsync(null!, format, output, CancellationToken.None));
        }
        // The end of a Parquet file is its name again.
        Assert.NotEqual("PAR1", Encoding.ASCII.GetString(parquet.ToArray()[^4..]));
        Assert.True(csv.Length > 0);
    }

    private static List<Row> PageOf(long after)
        => [.. Enumerable.Range(1, ExportTable<Row>.PageSize).Select(index => new Row(after + index))];

    private static ExportTable<Row> TableOf(MemoryStream output, List<long> outAtPage, int pages) => new(
        [
            ExportColumn<Row>.Count("id", row => row.Id),
            ExportColumn<Row>.Text("text", row => (row.Id * 7_919).ToString("x16", CultureInfo.InvariantCulture)),
            ExportColumn<Row>.Number("half", row => row.Id % 3 == 0 ? null : row.Id / 2.0),
            ExportColumn<Row>.Truth("odd", row => row.Id % 2 == 1),
        ],
        (_, after, _) =>
        {
            outAtPage.Add(output.Length);
            return Task.FromResult(outAtPage.Count > pages ? [] : PageOf(after));
        },
        row => row.Id);

    private sealed record Row(long Id);
}
