using System.CommandLine;
using ActiveLabel.Api.Storage;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Brings the database to the newest schema and ends.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Brings the database to the newest schema; serving does the same.");
        var arguments = new ServerArguments().AddDatabaseTo(command);
        command.SetAction((parsed, cancellationToken) => MigrateAsync(arguments.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> MigrateAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        await using var services = OfflineServices.Build(options);
        var applied = await MigrateDatabase.ExecuteAsync(services, cancellationToken);
        Console.WriteLine(applied.Count == 0 ? "Nothing to do." : $"Applied {string.Join(", ", applied)}.");
        return ExitCode.Done;
    }
}
