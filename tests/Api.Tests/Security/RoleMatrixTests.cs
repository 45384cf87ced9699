using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Snapshooter.Xunit;
using Xunit;

namespace ActiveLabel.Api.Tests.Security;

public sealed class RoleMatrixTests
{
    [Fact]
    public async Task Every_field_says_who_may_ask_for_it()
    {
        await using var services = new ServiceCollection().AddGraph().BuildServiceProvider();

        var matrix = RoleMatrix.Of(services.GetRequiredService<ISchema>());

        Assert.All(matrix, entry => Assert.NotEqual(Audience.None, entry.Audience));
        Snapshot.Match(string.Join('\n', matrix.Select(entry => $"{entry.Field}: {RolesOf(entry.Audience)}")));
    }

    [Fact]
    public void A_field_that_says_nothing_stops_the_start()
    {
        var query = new ObjectGraphType { Name = "Query" };
        query.Field<StringGraphType>("secret");

        var exception = Assert.Throws<InvalidOperationException>(() => RoleMatrix.Check(new Schema { Query = query }));

        Assert.Contains("Query.secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Item.arm")]
    [InlineData("Item.attributes")]
    [InlineData("Item.consensus")]
    [InlineData("Item.externalId")]
    [InlineData("Item.judgements")]
    [InlineData("Item.prediction")]
    [InlineData("WhyThisTask.selectionProbability")]
    [InlineData("WhyThisTask.uncertainty")]
    [InlineData("Worker.reliability")]
    [InlineData("Query.item")]
    [InlineData("Query.node")]
    public async Task What_could_lead_a_worker_is_not_for_workers(string field)
    {
        await using var services = new ServiceCollection().AddGraph().BuildServiceProvider();

        var entry = Assert.Single(RoleMatrix.Of(services.GetRequiredService<ISchema>()), entry => entry.Field == field);

        Assert.Equal(Audience.Staff, entry.Audience);
    }

    [Fact]
    public async Task Filters_and_orders_reach_what_their_user_can_read_and_nothing_else()
    {
        await using var services = new ServiceCollection().AddGraph().BuildServiceProvider();
        var schema = services.GetRequiredService<ISchema>();

        var reached = RoleMatrix.Unreadable(schema);
        var judgement = (IObjectGraphType)schema.AllTypes["Judgement"]!;
        judgement.Fields.Find("worker")!.Metadata["allow"] = Audience.Administrators;
        var planted = RoleMatrix.Unreadable(schema);

        Assert.Empty(reached);
        Assert.Equal(["Query.judgements(where.workerId)"], planted);
        Assert.Throws<InvalidOperationException>(() => RoleMatrix.Check(schema));
    }

    private static string RolesOf(Audience audience)
        => string.Join(", ", Enum.GetValues<Role>().Where(role => audience.Includes(role)));
}
