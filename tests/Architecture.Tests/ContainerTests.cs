using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace ActiveLabel.Architecture.Tests;

/// <summary>What can be known of the containers without an engine to run them.</summary>
public sealed partial class ContainerTests
{
    private static readonly string Root = DependencyTests.Root();

    private static readonly YamlMappingNode Services = Map(Compose(), "services");

    [Fact]
    public void The_services_are_those_of_the_design()
        => Assert.Equal(
            ["api", "inference", "redis", "sqlserver"],
            Services.Children.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("api", "ActiveLabel.Api")]
    [InlineData("inference", "ActiveLabel.Inference")]
    public void A_Dockerfile_publishes_its_project_and_starts_what_that_builds(string service, string program)
    {
        var file = Text(Map(Services, service, "build"), "dockerfile");
        var dockerfile = File.ReadAllText(Path.Combine(Root, file));

        Assert.Matches($@"RUN dotnet publish {service}[ /]", dockerfile);
        Assert.Contains($"{program}.dll\"]", dockerfile, StringComparison.Ordinal);
        Assert.Contains($"<AssemblyName>{program}</AssemblyName>", File.ReadAllText(
            Path.Combine(Root, service, $"{program}.csproj")), StringComparison.Ordinal);
        Assert.Contains("USER $APP_UID", dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void The_api_is_told_only_what_it_reads()
    {
        var arguments = File.ReadAllText(Path.Combine(Root, "api", "CommandLine", "ServerArguments.cs"));

        Assert.All(
            Map(Services, "api", "environment").Children.Keys,
            name => Assert.Contains(
                $"Variable(\"{name.ToString().Replace("ACTIVELABEL_", "", StringComparison.Ordinal)}\")",
                arguments,
                StringComparison.Ordinal));
    }

    [Fact]
    public void The_api_asks_inference_where_it_listens()
    {
        var asked = new Uri(Text(Map(Services, "api", "environment"), "ACTIVELABEL_INFERENCE_URL"));
        var listening = ListenUrl().Match(File.ReadAllText(Path.Combine(Root, "inference", "Dockerfile")));

        Assert.Equal("inference", asked.Host);
        Assert.Equal(listening.Groups[1].Value, $"{asked.Port}");
    }

    [Fact]
    public void Nothing_but_the_api_is_published_and_that_on_loopback()
        => Assert.Equal(
            ["127.0.0.1:5095:5095"],
            Services.Children.Values.Cast<YamlMappingNode>()
                .Where(service => service.Children.ContainsKey("ports"))
                .SelectMany(service => (YamlSequenceNode)service.Children["ports"]).Select(port => port.ToString()));

    [Fact]
    public void Inference_has_no_way_out()
    {
        var networks = Assert.IsType<YamlSequenceNode>(Map(Services, "inference").Children["networks"]);

        Assert.Equal("true", Text(Map(Compose(), "networks", Assert.Single(networks).ToString()), "internal"));
    }

    private static YamlMappingNode Compose()
    {
        var yaml = new YamlStream();
        using var file = File.OpenText(Path.Combine(Root, "docker-compose.yml"));
        yaml.Load(file);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, params string[] path)
        => path.Aggregate(node, (inner, key) => (YamlMappingNode)inner.Children[key]);

    private static string Text(YamlMappingNode node, string key) => node.Children[key].ToString();

    [GeneratedRegex(@"""http://0\.0\.0\.0:(\d+)""")]
    private static partial Regex ListenUrl();
}
