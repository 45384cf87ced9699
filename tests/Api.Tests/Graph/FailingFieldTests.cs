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
    private static readonly string[] Unreached = [];

    private TwoTenants _tenants = null!;
    private List<string> _workers = [];
    private int _nextWorker;

    public async Task InitializeAsync()
    {
        _tenants = await TwoTenants.CreateAsync();
        await _tenants.Server.CreateWorkerAsync(_tenants.Owner, _tenants.Project, "Another");
        _workers = (await _tenants.Server.DataAsync(
            _tenants.Owner, "query($p: ID!) { workers(projectId: $p) { nodes { id } } }", new { p = _tenants.Project }))
            .GetProperty("workers").GetProperty("nodes").EnumerateArray()
            .Select(worker => worker.GetProperty("id").GetString()!).ToList();
        await _tenants.Server.DataAsync(
            _tenants.Owner,
            "mutation($p: ID!) { setGoldSettings(input: { projectId: $p, givesFeedback: true }) "
                + "{ errors { __typename } } }",
            new { p = _tenants.Project });
        await WorkflowRows.AddAsync(_tenants, 1);
        await MeasuredRows.AddAsync(_tenants);
        await ManyRows.AddAsync(_tenants, 1);
        await WorkforceRows.AddAsync(_tenants, 1);
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
                var walker = new SchemaWalker(IdFor)
                {
                    // All types at once, as a node may be of any, fit into no document three levels deep.
                    Depth = root.Name is "node" or "nodes" ? 2 : 3,
                    PageSize = 3,
                    ListSize = root.Name == "compareWorkers" ? 2 : 1,
                    Role = role,
                };
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

        var missed = asked.Except(reached).Order().ToList();
        Assert.True(missed.SequenceEqual(Unreached.Order()), string.Join('\n', missed));
    }

    // Two workers are compared, not one with itself.
    private string IdFor(string name, string path)
        => name == "workerIds" ? $"\"{_workers[_nextWorker++ % _workers.Count]}\"" : _tenants.IdFor(name, path);

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
