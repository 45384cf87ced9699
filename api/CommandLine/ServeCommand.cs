using System.CommandLine;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Serves the GraphQL API until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serves the GraphQL API; what happens without a command, too.");
        Configure(command);
        return command;
    }

    public static void Configure(Command command)
    {
        var arguments = new ServerArguments().AddDatabaseTo(command).AddServerTo(command);
        var newKey = new Option<bool>("--new-key") { Description = "Makes another administrator's key and prints it." };
        command.Options.Add(newKey);
        command.SetAction((parsed, cancellationToken) =>
            ServeAsync(arguments.Read(parsed), parsed.GetValue(newKey), cancellationToken));
    }

    private static async Task<int> ServeAsync(ServerOptions options, bool newKey, CancellationToken cancellationToken)
    {
        await using var app = await ServerHost.BuildAsync(options, cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var url in app.Urls)
            Console.WriteLine($"Listening on {url}{GraphServices.Path}");
        var keys = app.Services.GetRequiredService<AdministratorKey>();
        if (await keys.CreateAsync(onlyTheFirst: !newKey, cancellationToken) is { } key)
            AdministratorKey.Tell(key, options);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }
}
