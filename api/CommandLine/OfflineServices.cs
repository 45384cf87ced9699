using ActiveLabel.Api.Storage;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Storage and use cases for a command that serves nothing.</summary>
internal static class OfflineServices
{
    public static ServiceProvider Build(ServerOptions options)
    {
        if (options.Database is null)
            Directory.CreateDirectory(options.DataDirectory);
        return new ServiceCollection().AddLogging().AddStorage(options.DatabaseOrDefault).AddUseCases()
            .BuildServiceProvider();
    }
}
