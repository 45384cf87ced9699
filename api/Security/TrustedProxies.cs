using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ActiveLabel.Api.Security;

/// <summary>
/// The proxies that are believed when they say who asks. Access zones and the audit log look at the address of the
/// client: from anybody else the header is a claim, and nothing more.
/// </summary>
public static class TrustedProxies
{
    /// <param name="networks">Such as 10.0.0.0/8, or one address; none where the server faces its clients.</param>
    public static IApplicationBuilder UseTrustedProxies(
        this IApplicationBuilder app, IReadOnlyList<IPNetwork> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        if (networks.Count == 0)
            return app;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Every hop that is trusted is walked back; the first that is not is the client.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(network);
        return app.UseForwardedHeaders(options);
    }

    /// <param name="text">Addresses and networks, with commas between them.</param>
    /// <returns>Null where it is none of these.</returns>
    public static IReadOnlyList<IPNetwork>? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(part, out var address))
                networks.Add(new(address, address.GetAddressBytes().Length * 8));
            else
                return null;
        return networks;
    }
}
