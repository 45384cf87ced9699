namespace ActiveLabel.Api.Security;

/// <summary>Where a request comes from, as far as the server can see.</summary>
/// <param name="RemoteAddress">
/// The client, where a trusted proxy names it; else the other side of the connection.
/// </param>
/// <param name="UserAgent">What the client says it is.</param>
public sealed record Origin(string RemoteAddress, string UserAgent)
{
    public static readonly Origin Unknown = new("", "");

    public static Origin Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(context.Connection.RemoteIpAddress?.ToString() ?? "", context.Request.Headers.UserAgent.ToString());
    }
}
