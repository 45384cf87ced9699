using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ActiveLabel.Api.Security;

/// <summary>Who vouches for members: an OpenID Connect provider.</summary>
/// <param name="Authority">Its address; <c>/.well-known/openid-configuration</c> is read below it.</param>
/// <param name="Audience">What its tokens must be meant for: the name of this server there.</param>
public sealed record IdentityOptions(string Authority, string Audience);

/// <summary>What a token that holds says of its bearer.</summary>
public sealed record Identity(string Issuer, string Subject, DateTimeOffset ExpiresAt);

/// <summary>
/// Checks tokens: signed by the provider's published keys with an asymmetric algorithm, by its name, for this server,
/// and not expired. Keys that the provider changes are read again when an unknown one is met.
/// </summary>
public sealed partial class IdentityProvider(IdentityOptions? options, ILogger<IdentityProvider> logger)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _configuration = ConfigurationOf(options);

    /// <returns>Null when there is no provider, or the token is none of its own for this server.</returns>
    public async Task<Identity?> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (options is null || _configuration is null || !_tokens.CanReadToken(token))
            return null;
        var result = await CheckAsync(_configuration, options, token, cancellationToken);
        if (result?.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            _configuration.RequestRefresh(); // has a shortest interval of its own
            result = await CheckAsync(_configuration, options, token, cancellationToken);
        }
        return result is { IsValid: true, SecurityToken: JsonWebToken { Subject: { Length: > 0 } subject } valid }
            ? new(valid.Issuer, subject, new DateTimeOffset(valid.ValidTo, TimeSpan.Zero) + ClockSkew)
            : null;
    }

    private async Task<TokenValidationResult?> CheckAsync(
        ConfigurationManager<OpenIdConnectConfiguration> configurations,
        IdentityOptions wanted,
        string token,
        CancellationToken cancellationToken)
    {
        try
        {
            var known = await configurations.GetConfigurationAsync(cancellationToken);
            return await _tokens.ValidateTokenAsync(token, new()
            {
                ValidIssuer = known.Issuer,
                ValidAudience = wanted.Audience,
                IssuerSigningKeys = known.SigningKeys,
                ValidAlgorithms = Algorithms,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ClockSkew = ClockSkew,
            });
        }
        catch (InvalidOperationException exception)
        {
            // Without its keys nobody is let in; the log says why.
            LogUnreachable(logger, exception, wanted.Authority);
            return null;
        }
    }

    private static ConfigurationManager<OpenIdConnectConfiguration>? ConfigurationOf(IdentityOptions? options)
        => options is null
            ? null
            : new(
                options.Authority.TrimEnd('/') + "/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever
                {
                    // A provider on this machine may do without.
                    RequireHttps = !new Uri(options.Authority).IsLoopback,
                });

    [LoggerMessage(Level = LogLevel.Error, Message = "The identity provider {Authority} cannot be read.")]
    private static partial void LogUnreachable(ILogger logger, Exception exception, string authority);
}
