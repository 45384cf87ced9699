using ActiveLabel.Api.Graph;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

public sealed class DescriptionTests
{
    [Fact]
    public async Task Every_type_field_argument_and_value_says_what_it_is()
    {
        await using var services = new ServiceCollection().AddGraph().BuildServiceProvider();
        var schema = services.GetRequiredService<ISchema>();
        schema.Initialize();

        var silent = schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .SelectMany(Parts).Where(part => string.IsNullOrWhiteSpace(part.Description))
            .Select(part => part.Name).Order().ToList();

        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    private static IEnumerable<(string Name, string? Description)> Parts(IGraphType type)
    {
        // The roots are what their fields are; the scalars of the language describe themselves.
        if (type is not ScalarGraphType || type is EnumerationGraphType)
            yield return (type.Name, type.Description);
        if (type is EnumerationGraphType enumeration)
            foreach (var value in enumeration.Values)
                yield return ($"{type.Name}.{value.Name}", value.Description);
        if (type is not IComplexGraphType complex)
            yield break;
        foreach (var field in complex.Fields)
        {
            yield return ($"{type.Name}.{field.Name}", field.Description);
            foreach (var argument in field.Arguments ?? [])
                yield return ($"{type.Name}.{field.Name}({argument.Name})", argument.Description);
        }
    }
}
