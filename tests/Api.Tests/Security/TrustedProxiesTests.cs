using System.Net;
using ActiveLabel.Api.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Security;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    // What a client writes in front of its proxy's word is a claim.
    [InlineData("127.0.0.0/8", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8,10.0.0.0/8", "203.0.113.7, 10.1.2.3", "203.0.113.7")]
    public async Task Only_a_trusted_proxy_is_believed(string trusted, string forwarded, string expected)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseTrustedProxies(TrustedProxies.TryParse(trusted)!);
        app.Run(context => context.Response.WriteAsync(Origin.Of(context).RemoteAddress));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using var client = new HttpClient { BaseAddress = new(address.Single()) };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);

        Assert.Equal(expected, await client.GetStringAsync(new Uri("/", UriKind.Relative)));
    }

    [Fact]
    public void What_is_no_address_is_refused()
    {
        Assert.Null(TrustedProxies.TryParse("10.0.0.0/8, proxy.example"));
        Assert.Equal([new IPNetwork(IPAddress.IPv6Loopback, 128)], TrustedProxies.TryParse("::1"));
    }
}
