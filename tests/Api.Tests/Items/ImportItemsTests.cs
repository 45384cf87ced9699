using System.Text;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Items;

public sealed class ImportItemsTests
{
    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Good_rows_go_in_and_bad_ones_are_named(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 0);

        var report = await ImportAsync(
            database, project, "key,text,language\na,first,en\nb,,en\nc,third\nd,fourth,de\n", "id=key");

        Assert.Equal((2, 0, 2), (report.Imported, report.Unchanged, report.Rejected));
        Assert.Equal(
            [new RejectedRow(3, "The text is empty."), new(4, "The row has 2 columns; the header has 3.")],
            report.Errors);
        await using var db = database.CreateDbContext();
        var items = await db.Items.OrderBy(item => item.ExternalId).ToListAsync();
        Assert.Equal(["a", "d"], items.Select(item => item.ExternalId));
        Assert.Equal("{\"language\":\"de\"}", items[1].Attributes);
        Assert.Equal("fourth", ItemInput.Of(
            await db.ItemContents.Where(c => c.ItemId == items[1].Id).Select(c => c.Data).SingleAsync()).Value);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task The_same_file_again_changes_nothing(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 0);
        var file = "text\n" + string.Concat(Enumerable.Range(0, 1_200).Select(index => $"text {index}\n"));

        var first = await ImportAsync(database, project, file);
        await using var db = database.CreateDbContext();
        var before = await db.Counters.AsNoTracking().SingleAsync();
        var second = await ImportAsync(database, project, file);

        Assert.Equal((1_200, 0), (first.Imported, first.Unchanged));
        Assert.Equal((0, 1_200), (second.Imported, second.Unchanged));
        Assert.Equivalent(before, await db.Counters.AsNoTracking().SingleAsync());
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Other_content_under_a_known_id_is_named_and_the_first_stays(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 0);
        await ImportAsync(database, project, "id,text\na,first\n", "id=id");

        var report = await ImportAsync(
            database, project, "id,text\nb,\nc,new\nc,newer\na,other\na,first\n", "id=id");

        Assert.Equal((1, 1, 3), (report.Imported, report.Unchanged, report.Rejected));
        Assert.Equal([2L, 4, 5], report.Errors.Select(error => error.Line));
        await using var db = database.CreateDbContext();
        var texts = await db.ItemContents
            .OrderBy(content => content.ItemId).Select(content => content.Data).ToListAsync();
        Assert.Equal(["first", "new"], texts.Select(data => ItemInput.Of(data).Value));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task Text_that_a_database_cannot_hold_is_named_and_the_others_go_in(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 0);

        var report = await ImportAsync(
            database,
            project,
            "id,text,note\na,good,x\nb\0,bad,x\nc,b\0d,x\nd,bad,\0\ne,\U0001F600 \uFFFF,x\n",
            "id=id");

        Assert.Equal((2, 3), (report.Imported, report.Rejected));
        Assert.All(report.Errors, error => Assert.Contains("U+0000", error.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_column_is_named_in_every_row()
    {
        await using var database = await TestDatabase.CreateAsync(Provider.Sqlite);
        var project = await database.CreateProjectAsync(itemCount: 0);

        var report = await ImportAsync(database, project, "id,body\n1,x\n2,y\n");

        Assert.Equal((0, 2), (report.Imported, report.Rejected));
        Assert.Contains("no column 'text'", report.Errors[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_maps_nothing_is_refused()
        => Assert.Contains(
            "'title' maps nothing",
            Assert.Throws<FileFormatException>(() => ItemColumns.Parse("id=a,title")).Message,
            StringComparison.Ordinal);

    private static Task<ImportReport> ImportAsync(
        TestDatabase database, Project project, string file, string? map = null)
        => new ImportItems(database.AddItems).ExecuteAsync(
            project,
            new MemoryStream(Encoding.UTF8.GetBytes(file)),
            RecordFormat.Csv,
            ItemColumns.Parse(map),
            progress: null,
            CancellationToken.None);
}
