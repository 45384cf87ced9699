namespace ActiveLabel.Api.Simulation;

/// <summary>The background services of a container without a host, from start to stop.</summary>
internal sealed class HostedServices : IAsyncDisposable
{
    private readonly List<IHostedService> _started = [];

    public static async Task<HostedServices> StartAsync(
        IServiceProvider services, CancellationToken cancellationToken)
    {
        var hosted = new HostedServices();
        foreach (var service in services.GetServices<IHostedService>())
        {
            hosted._started.Add(service);
            await service.StartAsync(cancellationToken);
        }
        return hosted;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_started))
            await service.StopAsync(CancellationToken.None);
    }
}
