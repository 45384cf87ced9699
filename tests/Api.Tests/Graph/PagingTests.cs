using System.Text.Json;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Pages while others add and take away.</summary>
public sealed class PagingTests : IAsyncLifetime
{
    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _key = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("first", "after", "hasNextPage", "endCursor")]
    [InlineData("last", "before", "hasPreviousPage", "startCursor")]
    public async Task What_stays_is_seen_once_whatever_comes_and_goes(
        string size, string from, string hasMore, string cursorName)
    {
        var stays = new List<string>();
        for (var number = 0; number < 12; number++)
            stays.Add(await AddAsync($"Member {number}"));
        var (seen, cursor, round) = (new List<string>(), (string?)null, 0);

        while (true)
        {
            var page = (await _server.DataAsync(
                _key,
                $"query($c: String) {{ members({size}: 3, {from}: $c) {{ nodes {{ id }} "
                    + "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
                new { c = cursor })).GetProperty("members");
            var ids = page.GetProperty("nodes").EnumerateArray()
                .Select(node => node.GetProperty("id").GetString()!).ToList();
            seen.AddRange(size == "last" ? Enumerable.Reverse(ids) : ids);
            cursor = page.GetProperty("pageInfo").GetProperty(cursorName).GetString();
            if (!page.GetProperty("pageInfo").GetProperty(hasMore).GetBoolean())
                break;
            // The very row that the cursor points at goes, another one comes at each end.
            var gone = size == "last" ? ids[0] : ids[^1];
            await RemoveAsync(gone);
            stays.Remove(gone);
            await AddAsync($"Late {round++}");
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(stays, (size == "last" ? Enumerable.Reverse(seen) : seen).Where(stays.Contains));
    }

    private async Task<string> AddAsync(string name)
        => Text(await _server.DataAsync(
            _key,
            """
            mutation($n: String!) {
              addMember(input: { issuer: "i", subject: $n, name: $n, role: SCIENTIST, idempotencyKey: $n })
                { member { id } }
            }
            """,
            new { n = name }), "addMember", "member", "id");

    private Task<JsonElement> RemoveAsync(string id) => _server.DataAsync(
        _key, "mutation($id: ID!) { removeMember(input: { memberId: $id }) { memberId } }", new { id });

    private static string Text(JsonElement element, params string[] path)
        => path.Aggregate(element, (at, name) => at.GetProperty(name)).GetString()!;
}
