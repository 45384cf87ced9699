using System.Data.Common;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Domain.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>What begins with some letters lies together in an index, whatever the collation of the database.</summary>
public sealed class TextRangeTests
{
    private static readonly TextKey<Item> ExternalId = new("externalId", item => item.ExternalId);

    [SkippableFact]
    public async Task PostgreSql_finds_the_beginning_of_a_text_between_two_places_of_an_index()
    {
        await using var database = await TestDatabase.CreateAsync(Provider.PostgreSql);
        var project = await database.CreateProjectAsync(itemCount: 500);
        var seen = new SeenCommand();
        await using var db = new PostgreSqlDb(new DbContextOptionsBuilder<PostgreSqlDb>()
            .UseNpgsql(database.Options.Connection).AddInterceptors(seen).Options);

        var page = await new ListQuery<Item>(
            db, db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id), ExternalId)
            .Where(ExternalId, new(StartsWith: "item-12"))
            .ReadAsync(new(100, null), null, item => item, CancellationToken.None);

        Assert.Equal(
            ["item-12", .. Enumerable.Range(120, 10).Select(number => $"item-{number}")],
            page.Nodes.Select(item => item.ExternalId));
        var plan = await ExplainAsync(database.Options.Connection, seen.Command!);
        var range = plan.Single(line => line.Contains("Index Cond"));
        Assert.Contains(" >= 'item-12'", range);
        Assert.Contains(" < 'item-12", range);
        Assert.DoesNotContain(plan, line => line.Contains("Filter:") || line.Contains("Sort"));
    }

    // A table of a few hundred rows is read from end to end all the same: what counts is what an index could do.
    private static async Task<List<string>> ExplainAsync(string connectionString, DbCommand seen)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var set = new NpgsqlCommand("SET enable_seqscan = off; SET enable_bitmapscan = off", connection))
            await set.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand("EXPLAIN " + seen.CommandText, connection);
        foreach (NpgsqlParameter parameter in seen.Parameters)
            explain.Parameters.Add(parameter.Clone());
        var plan = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0));
        return plan;
    }

    private sealed class SeenCommand : DbCommandInterceptor
    {
        public NpgsqlCommand? Command { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Command = ((NpgsqlCommand)command).Clone();
            return new(result);
        }
    }
}
