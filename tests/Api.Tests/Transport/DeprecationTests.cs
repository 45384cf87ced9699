using ActiveLabel.Api.Tests.Graph;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class DeprecationTests : IAsyncLifetime
{
    private const string Document = """
        query($p: ID!) {
          items(projectId: $p, where: { arm: { eq: RANDOM } }, order: [{ createdAt: ASC }]) { nodes { externalId } }
        }
        """;

    private GraphServer _server = null!;
    private string _key = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _key = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_key, items: 1);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task What_is_going_away_is_told_each_time_with_its_reason()
    {
        var schema = _server.Services.GetRequiredService<ISchema>();
        ((IObjectGraphType)schema.AllTypes["Item"]!).GetField("externalId")!.DeprecationReason = "Ask for id.";
        schema.Query!.GetField("items")!.Arguments!.Find("order")!.DeprecationReason = "There is one order.";
        ((IInputObjectGraphType)schema.AllTypes["ItemFilterInput"]!).GetField("arm")!.DeprecationReason = "Shares go.";

        var first = await DeprecationsAsync();
        var again = await DeprecationsAsync();

        Assert.Equal(
            [
                "Item.externalId: Ask for id.", "ItemFilterInput.arm: Shares go.",
                "Query.items(order:): There is one order.",
            ],
            first);
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Where_nothing_goes_nothing_is_told()
        => Assert.Empty(await DeprecationsAsync());

    private async Task<List<string>> DeprecationsAsync()
    {
        var answer = await _server.PostAsync(_key, Document, new { p = _project });
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        return answer.GetProperty("extensions").TryGetProperty("deprecations", out var told)
            ? [.. told.EnumerateArray().Select(each => $"{each.GetProperty("field")}: {each.GetProperty("reason")}")]
            : [];
    }
}
