using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Predictions;

/// <summary>Where inference answers: a service somewhere, or a child process that may be starting just now.</summary>
internal interface IInferenceEndpoint
{
    HttpMessageHandler CreateHandler();

    Uri Address { get; }

    /// <summary>Waits until it makes sense to ask.</summary>
    /// <exception cref="InferenceUnavailableException">It took too long.</exception>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken);
}

/// <summary>A service that somebody else runs.</summary>
internal sealed class InferenceAddress(Uri address) : IInferenceEndpoint
{
    public Uri Address => address;

    // The address is configuration and not user content, so it may be private; a redirect is not followed.
    public HttpMessageHandler CreateHandler() => new SocketsHttpHandler { AllowAutoRedirect = false };

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
