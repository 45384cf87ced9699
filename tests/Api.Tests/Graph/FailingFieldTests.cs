using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Security;
using GraphQL.Resolvers;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Each field of the schema fails once, however deep it lies.</summary>
public sealed class FailingFieldTests : IAsyncLifetime
{
    private TwoTenants _tenants = null!;

    public async Task InitializeAsync()
    {
        _tenants = await TwoTenants.CreateAsync();
        await WorkflowRows.AddAsync(_tenants, 1);
        await ManyRows.AddAsync(_tenants, 1);
        await _tenants.Server.Services.GetRequiredService<SumPerformance>().ExecuteAsync(CancellationToken.None);
        await _tenants.Server.DataAsync(
            _tenants.Worker,
            "mutation($p: ID!) { claimTasks(input: { projectId: $p }) { leases { token } } }",
            new { p = _tenants.Project });
    }

    public async Task DisposeAsync() => await _tenants.DisposeAsync();

    [Fact]
    public async Task A_field_that_fails_tells_a_code_and_a_trace_and_nothing_else()
    {
        var schema = _tenants.Server.Services.GetRequiredService<ISchema>();
        var reached = new HashSet<string>();
        var asked = new HashSet<string>();
        foreach (var (role, key) in new[] { (Role.Administrator, _tenants.Owner), (Role.Worker, _tenants.Worker) })
            foreach (var root in schema.Query!.Fields)
            {
                var walker = new SchemaWalker(_tenants.IdFor) { Depth = 3, PageSize = 3, Role = role };
                if (!walker.MayAsk(schema.Query, root))
                    continue;
                var document = walker.Document("query", root);
                asked.UnionWith(walker.Visited.Append($"Query.{root.Name}"));
                // A node is what its id says: each of them is asked for.
                var documents = root.Name != "node"
                    ? [document]
                    : _tenants.Ids.Values.Select(id => document.Replace(_tenants.Ids["Item"], id)).ToList();
                foreach (var (each, name) in documents.SelectMany(each => walker.Visited
                    .Append($"Query.{root.Name}").Except(reached).Select(name => (each, name)).ToList()))
                    if (await FailsAsync(schema, name, key, each))
                        reached.Add(name);
            }

        // What nothing leads to in the sample data is not forced: the list says what that is.
        var missed = asked.Except(reached).Order().ToList();
        Assert.True(
            reached.Count > 150 && missed.Count * 10 < asked.Count,
            $"{reached.Count} of {asked.Count} fields were reached; not {string.Join(", ", missed)}");
    }

    private async Task<bool> FailsAsync(ISchema schema, string name, string key, string document)
    {
        var (typeName, fieldName) = (name.Split('.')[0], name.Split('.')[1]);
        var field = ((IComplexGraphType)schema.AllTypes[typeName]!).GetField(fieldName)!;
        var resolver = field.Resolver;
        var calls = 0;
        field.Resolver = new FuncFieldResolver<object>(_ =>
        {
            Interlocked.Increment(ref calls);
            throw new InvalidOperationException("SECRET connection of SELECT at /var/lib/SECRET");
        });
        try
        {
            var answer = (await _tenants.Server.PostAsync(key, document)).ToString();
            if (calls > 0)
                SchemaWalkTests.AssertTellsNothing(name, answer);
        }
        finally
        {
            field.Resolver = resolver;
        }
        return calls > 0;
    }
}
