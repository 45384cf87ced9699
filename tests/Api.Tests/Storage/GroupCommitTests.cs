using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Storage;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task What_fails_in_a_group_fails_alone_and_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(Provider.Sqlite);
        await database.CreateProjectAsync(itemCount: 1);
        var all = Enumerable.Range(0, 40).Select(index => database.Writing.ExecuteAsync(
            async (db, token) =>
            {
                db.Organizations.Add(new()
                {
                    Id = new(1_000 + index),
                    Name = $"organization {index}",
                    CreatedAt = DateTimeOffset.UnixEpoch,
                });
                await db.SaveChangesAsync(token);
                return index % 4 == 0 ? throw new InvalidOperationException($"{index}") : index;
            },
            CancellationToken.None)).ToList();

        var failed = await Task.WhenAll(all.Select(async (work, index) =>
            await Record.ExceptionAsync(() => work) is null ? -1 : index));

        Assert.Equal(Enumerable.Range(0, 10).Select(number => number * 4), failed.Where(index => index >= 0));
        await using var db = database.CreateDbContext();
        Assert.Equal(30, await db.Organizations.CountAsync(known => known.Name.StartsWith("organization ")));
    }

    [Fact]
    public async Task Who_waits_for_an_answer_goes_before_the_chunks_of_an_import()
    {
        await using var database = await TestDatabase.CreateAsync(Provider.Sqlite);
        var order = new List<string>();
        using var begun = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var first = database.Writing.ExecuteAsync(
            async (_, token) =>
            {
                begun.Release();
                await go.WaitAsync(token);
                return 0;
            },
            CancellationToken.None);
        await begun.WaitAsync();
        Task<int> Note(string what, bool isBulk) => isBulk
            ? database.Writing.ExecuteBulkAsync(new(new(1)), (_, _) => Noted(what), CancellationToken.None)
            : database.Writing.ExecuteAsync((_, _) => Noted(what), CancellationToken.None);
        Task<int> Noted(string what)
        {
            order.Add(what);
            return Task.FromResult(0);
        }

        List<Task<int>> waiting = [Note("chunk", true), Note("chunk", true), Note("claim", false)];
        go.Release();
        await Task.WhenAll([first, .. waiting]);

        // One chunk may be on its way already; the second one waits.
        Assert.Equal(["chunk", "claim", "chunk"], order);
    }
}
