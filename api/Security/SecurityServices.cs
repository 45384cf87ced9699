namespace ActiveLabel.Api.Security;

/// <summary>Who is let in, and how it is found out.</summary>
public static class SecurityServices
{
    /// <param name="identity">Who vouches for members; null where keys alone open the door.</param>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IdentityOptions? identity = null)
        => services
            .AddSingleton(provider => new IdentityProvider(
                identity, provider.GetRequiredService<ILogger<IdentityProvider>>()))
            .AddSingleton<Authentication>()
            .AddSingleton<KeyUsage>()
            .AddSingleton<CallerWatch>()
            .AddHostedService(provider => provider.GetRequiredService<KeyUsage>())
            .AddHostedService(provider => provider.GetRequiredService<CallerWatch>());
}
