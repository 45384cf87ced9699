using System.CommandLine;
using ActiveLabel.Api.Demo;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Serves a sample project and lets simulated workers label it.</summary>
internal static class DemoCommand
{
    private static readonly Option<int> Items = new("--items")
    {
        Description = "Tickets to label.",
        DefaultValueFactory = _ => 1_200,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Another seed draws other tickets and other people.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> Pace = new("--pace")
    {
        Description = "Milliseconds that a judgement takes each worker at the least.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<bool> Keep = new("--keep") { Description = "Leaves the server running at the end." };

    public static Command Create()
    {
        var command = new Command(
            "demo", "Labels a sample project with simulated workers, through the public API; a second run resumes.")
        {
            Items, Seed, Pace, Keep,
        };
        var arguments = new ServerArguments().AddDatabaseTo(command).AddServerTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(arguments.Read(parsed), parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ServerOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (items, pace) = (parsed.GetValue(Items), parsed.GetValue(Pace));
        if (items is < 50 or > 100_000)
            throw new CommandException("--items must lie between 50 and 100,000.");
        if (pace is < 0 or > 60_000)
            throw new CommandException("--pace must lie between 0 and 60,000 milliseconds.");
        // A demo lasts minutes: its jobs come every few seconds.
        await using var app = await ServerHost.BuildAsync(
            options with { Scheduling = new(Speed: 30), IsQuiet = true }, cancellationToken);
        await app.StartAsync(cancellationToken);
        var server = new Uri(app.Urls.First());
        var key = await app.Services.GetRequiredService<AdministratorKey>()
            .CreateAsync(onlyTheFirst: false, cancellationToken)
            ?? throw new CommandException("The administrator's key could not be made.");
        Console.WriteLine($"Listening on {new Uri(server, GraphServices.Path)}");
        AdministratorKey.Tell(key, options);
        try
        {
            await RunDemo.ExecuteAsync(
                new(server, key, items, parsed.GetValue(Seed), TimeSpan.FromMilliseconds(pace)), cancellationToken);
            if (parsed.GetValue(Keep))
            {
                Console.WriteLine("The server keeps running; Ctrl-C stops it.");
                await app.WaitForShutdownAsync(cancellationToken);
            }
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
        return ExitCode.Done;
    }
}
