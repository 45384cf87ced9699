using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Predictions;

public static class InferenceRegistration
{
    /// <summary>Prediction and training: by the service at the address, or by a child process.</summary>
    public static IServiceCollection AddInference(this IServiceCollection services, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services
            .AddSingleton(options)
            .AddSingleton<InferenceClient>()
            .AddSingleton<IPredictor>(provider => provider.GetRequiredService<InferenceClient>())
            .AddSingleton<IModelInstaller>(provider => provider.GetRequiredService<InferenceClient>())
            .AddSingleton<ITrainer>(provider => provider.GetRequiredService<InferenceClient>());
        return options.Url is { } url
            ? services.AddSingleton<IInferenceEndpoint>(new InferenceAddress(new(url)))
            : services
                .AddSingleton<InferenceProcess>()
                .AddSingleton<IInferenceEndpoint>(provider => provider.GetRequiredService<InferenceProcess>())
                .AddHostedService(provider => provider.GetRequiredService<InferenceProcess>());
    }
}
