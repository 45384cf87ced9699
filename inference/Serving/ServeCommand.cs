using System.CommandLine;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Serving;

/// <summary><c>serve</c>: answers until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var models = new Option<string>("--models") { Description = "Directory of the models.", Required = true };
        var socket = new Option<string?>("--socket") { Description = "Unix socket to listen on." };
        var url = new Option<string>("--url")
        {
            Description = "Address to listen on when there is no socket.",
            DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var parentPipe = new Option<bool>("--parent-pipe")
        {
            Description = "Exit when standard input closes, which it does when the parent process ends.",
        };
        var endedBy = new Option<int?>("--ended-by")
        {
            Description = "Exit code of the process before this one: after a crash, what ran then is looked at.",
        };
        var command = new Command("serve", "Serve models by the Open Inference Protocol v2.")
        {
            models, socket, url, parentPipe, endedBy,
        };
        command.SetAction((parsed, cancellationToken) => ServeAsync(
            new(
                parsed.GetRequiredValue(models),
                parsed.GetValue(socket),
                parsed.GetRequiredValue(url),
                parsed.GetValue(endedBy)),
            parsed.GetValue(parentPipe),
            cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(
        ServeOptions options, bool endsWithParent, CancellationToken cancellationToken)
    {
        await using var app = InferenceServer.Build(options);
        if (endsWithParent)
            EndWithParent(app.Services.GetRequiredService<CrashJournal>());
        await app.RunAsync(cancellationToken);
        return 0;
    }

    // A thread of its own that blocks and then ends the process: nothing that hangs may keep an orphan alive.
    private static void EndWithParent(CrashJournal journal)
        => new Thread(() => WaitForEndOfInput(journal)) { IsBackground = true }.Start();

    private static void WaitForEndOfInput(CrashJournal journal)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
        }
        journal.Close();
        Environment.Exit(0);
    }
}
