using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ActiveLabel.Api.Tests.Security;

/// <summary>An OpenID Connect provider: it publishes its keys and signs tokens.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string Audience = "activelabel";
    private readonly WebApplication _app;
    private RsaSecurityKey _key = NewKey();

    private TokenServer(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.Single();

    public static async Task<TokenServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new TokenServer(builder.Build());
        server._app.MapGet("/.well-known/openid-configuration", () => Results.Json(
            new { issuer = server.Issuer, jwks_uri = $"{server.Issuer}/keys" }));
        server._app.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(server._key);
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E } } });
        });
        await server._app.StartAsync();
        return server;
    }

    /// <summary>From now on tokens are signed with another key, and the old one is forgotten.</summary>
    public void Rotate() => _key = NewKey();

    public string Token(
        string subject,
        string? issuer = null,
        string? audience = null,
        TimeSpan? lifetime = null,
        SecurityKey? key = null,
        string algorithm = SecurityAlgorithms.RsaSha256)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer ?? Issuer,
                Audience = audience ?? Audience,
                Claims = new Dictionary<string, object> { ["sub"] = subject },
                NotBefore = now.AddHours(-2),
                Expires = now + (lifetime ?? TimeSpan.FromMinutes(5)),
                SigningCredentials = new(key ?? _key, algorithm),
            });
    }

    /// <summary>The public key as text, for those who try to sign with it.</summary>
    public byte[] PublicKey => _key.Rsa.ExportSubjectPublicKeyInfo();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("n") };
}
