using ActiveLabel.Api.Graph;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

public sealed class SchemaTests
{
    [Fact]
    public async Task The_committed_schema_is_the_one_that_is_served()
    {
        await using var services = new ServiceCollection().AddGraph().BuildServiceProvider();
        var served = services.GetRequiredService<ISchema>().Print().ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Path.Combine(Repository(), "api", "schema.graphql");
        if (Environment.GetEnvironmentVariable("ACTIVELABEL_ACCEPT_SCHEMA") == "1")
            await File.WriteAllTextAsync(path, served);

        var committed = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");

        // To accept a change that is meant, run this test with ACTIVELABEL_ACCEPT_SCHEMA=1 and review the difference.
        Assert.Equal(committed, served);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActiveLabel.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
