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
    /// <summary>What nothing in the sample data leads to, and why.</summary>
    private static readonly Dictionary<string, string> Unreached = [];

    private TwoTenants _tenants = null!;

    public async Task InitializeAsync() => _tenants = await TwoTenants.CreateAsync();

    public async Task DisposeAsync() => await _tenants.DisposeAsync();

    [Fact]
    public async Task A_field_that_fails_tells_a_code_and_a_trace_and_nothing_else()
    {
        var schema = _tenants.Server.Services.GetRequiredService<ISchema>();
        var reached = new HashSet<string>();
        var asked = new HashSet<string>();
        foreach (var (operation, root) in new[] { ("query", schema.Query!), ("mutation", schema.Mutation!) })
            foreach (var (role, key) in new[] { (Role.Administrator, _tenants.Owner), (Role.Worker, _tenants.Worker) })
                foreach (var field in root.Fields)
                {
                    var walker = new SchemaWalker(_tenants.IdFor)
                    {
                        Depth = operation == "query" ? 3 : 1,
                        PageSize = 3,
                        Role = role,
                    };
                    if (!walker.MayAsk(root, field))
                        continue;
                    var document = walker.Document(operation, field);
                    var names = walker.Visited.Append($"{root.Name}.{field.Name}").ToList();
                    asked.UnionWith(names);
                    foreach (var each in DocumentsOf(field, document))
                        foreach (var name in names.Except(reached).ToList())
                            if (await FailsAsync(schema, name, key, each))
                                reached.Add(name);
                }

        var missed = asked.Except(reached).Order().ToList();
        Assert.True(reached.Count > 150, $"{reached.Count} of {asked.Count} fields were reached.");
        Assert.True(missed.All(Unreached.ContainsKey), string.Join('\n', missed.Except(Unreached.Keys)));
    }

    // A node is what its id says: each of them is asked for.
    private IEnumerable<string> DocumentsOf(FieldType root, string document)
        => root.Name != "node"
            ? [document]
            : _tenants.Ids.Values.Select(id => document.Replace(_tenants.Ids["Item"], id));

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
