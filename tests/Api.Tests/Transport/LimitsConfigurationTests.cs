using ActiveLabel.Api.Transport;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class LimitsConfigurationTests
{
    [Fact]
    public void Every_limit_can_be_configured()
    {
        var usual = new TransportLimits { RequestBytesMax = 7 };

        var limits = Configure(
            usual,
            ("Limits:ErrorsMax", "3"),
            ("Limits:BatchMax", "4"),
            ("Limits:ExecutionTimeout", "00:00:20"),
            ("Limits:Document:DepthMax", "12"),
            ("Limits:Document:CostMax", "5000000000"),
            ("Limits:Budget:PerSecond", "2.5"));

        Assert.Equal((7, 3, 4), (limits.RequestBytesMax, limits.ErrorsMax, limits.BatchMax));
        Assert.Equal(TimeSpan.FromSeconds(20), limits.ExecutionTimeout);
        Assert.Equal((12, 5_000_000_000), (limits.Document.DepthMax, limits.Document.CostMax));
        Assert.Equal(usual.Document.BytesMax, limits.Document.BytesMax);
        Assert.Equal(new CostBudgetOptions(PerSecond: 2.5), limits.Budget);
        Assert.Equal(new DocumentLimits(), usual.Document); // what was given is as it was
    }

    [Theory]
    [InlineData("Limits:DepthMax", "12")]
    [InlineData("Limits:Document:DepthMax", "many")]
    [InlineData("Limits:Document:DepthMax", "0")]
    [InlineData("Limits:Budget:PerSecond", "-1")]
    [InlineData("Limits:ExecutionTimeout", "00:00:00")]
    public void What_is_no_limit_stops_the_start(string key, string value)
        => Assert.Throws<InvalidOperationException>(() => Configure(new(), (key, value)));

    private static TransportLimits Configure(TransportLimits limits, params (string Key, string Value)[] settings)
        => limits.Configured(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, string? (pair) => pair.Value)).Build());
}
