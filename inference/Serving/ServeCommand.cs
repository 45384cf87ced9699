using System.CommandLine;

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
        var command = new Command("serve", "Serve models by the Open Inference Protocol v2.")
        {
            models, socket, url, parentPipe,
        };
        command.SetAction((parsed, cancellationToken) => ServeAsync(
            new(parsed.GetRequiredValue(models), parsed.GetValue(socket), parsed.GetRequiredValue(url)),
            parsed.GetValue(parentPipe),
            cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(
        ServeOptions options, bool endsWithParent, CancellationToken cancellationToken)
    {
        await using var app = InferenceServer.Build(options);
        if (endsWithParent)
            EndWithParent();
        await app.RunAsync(cancellationToken);
        return 0;
    }

    // A thread of its own that blocks and then ends the process: nothing that hangs may keep an orphan alive.
    private static void EndWithParent()
        => new Thread(WaitForEndOfInput) { IsBackground = true }.Start();

    private static void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
        }
        Environment.Exit(0);
    }
}
