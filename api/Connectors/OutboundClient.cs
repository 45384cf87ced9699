using System.Net;
using System.Net.Sockets;

namespace ActiveLabel.Api.Connectors;

/// <param name="AllowsPrivateAddresses">For tests alone: this machine may be called, and without TLS.</param>
public sealed record OutboundOptions(bool AllowsPrivateAddresses = false);

/// <summary>The address must not be called, or cannot be.</summary>
public sealed class OutboundRefusedException(string message) : Exception(message);

/// <summary>
/// The one way out to addresses that users name. A name is resolved once, and what was looked at is what is connected
/// to, so that a second answer of the name's server changes nothing; addresses that are not public are refused;
/// redirects are not followed; time and size are bounded; no cookie, proxy or credential goes along.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    public const int ResponseBytesMax = 65_536;
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly OutboundOptions _options;
    private readonly HttpClient _client;

    public OutboundClient(OutboundOptions options)
    {
        _options = options;
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = TimeLimit,
            MaxResponseContentBufferSize = ResponseBytesMax,
        };
    }

    /// <returns>What is wrong with the address and what to do, or null.</returns>
    public string? Validate(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
            return "The URL must be absolute, without a user name in it.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(_options.AllowsPrivateAddresses && uri.Scheme == Uri.UriSchemeHttp))
            return "The URL must begin with https://.";
        return IPAddress.TryParse(uri.IdnHost, out var address) && !MayCall(address)
            ? "The URL must lead to a public address."
            : null;
    }

    /// <returns>The status; what the other side answers beyond it is read to its limit and thrown away.</returns>
    /// <exception cref="HttpRequestException">The other side did not answer.</exception>
    public async Task<HttpStatusCode> PostAsync(
        Uri url,
        string body,
        IEnumerable<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(headers);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await _client.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    public void Dispose() => _client.Dispose();

    private bool MayCall(IPAddress address) => _options.AllowsPrivateAddresses || PublicAddress.IsPublic(address);

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        // One address that is not public makes the name suspect: none of them is called.
        if (addresses.Length == 0 || !addresses.All(MayCall))
            throw new OutboundRefusedException($"'{context.DnsEndPoint.Host}' does not lead to a public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
