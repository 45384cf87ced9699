namespace ActiveLabel.Api.Transport;

/// <summary>
/// Limits as an operator has them: the section <c>Limits</c> of appsettings.json, or variables such as
/// <c>ACTIVELABEL_LIMITS__DOCUMENT__DEPTHMAX=20</c>.
/// </summary>
public static class LimitsConfiguration
{
    private const string Section = "Limits";
    private const string Prefix = "ACTIVELABEL_";

    /// <returns>The limits given, with what is configured put in their place.</returns>
    /// <exception cref="InvalidOperationException">Something there is no limit, or makes none.</exception>
    public static TransportLimits Configured(this TransportLimits limits, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var variables = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
        var configured = limits with { Document = limits.Document with { }, Budget = limits.Budget with { } };
        foreach (var source in new[] { configuration, variables })
            source.GetSection(Section).Bind(configured, options => options.ErrorOnUnknownConfiguration = true);
        Check(configured);
        Check(configured.Document);
        Check(configured.Budget);
        return configured;
    }

    // No limit is negative, and but for batches, of which there need be none, zero would let nothing through.
    private static void Check(object limits)
    {
        foreach (var limit in limits.GetType().GetProperties())
        {
            var (value, min) = (limit.GetValue(limits), limit.Name == nameof(TransportLimits.BatchMax) ? 0 : 1);
            if (value is int or long or double
                ? Convert.ToDouble(value, null) < min
                : value is TimeSpan { Ticks: <= 0 })
                throw new InvalidOperationException($"The limit {limit.Name} must not be {value}.");
        }
    }
}
