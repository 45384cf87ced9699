using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActiveLabel.Api.Demo;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Writes the demo's tickets to a file, with their true labels.</summary>
internal static class TicketsCommand
{
    private const int CountMax = 1_000_000;

    private static readonly JsonSerializerOptions Json
        = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Argument<string> Out = new("file") { Description = "JSON Lines: id, text and label." };

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Tickets to write.",
        DefaultValueFactory = _ => 1_200,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Another seed draws other tickets.",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        var command = new Command(
            "tickets",
            "Writes support tickets like those of the demo, with their labels: to import, simulate or train on.")
        {
            Out, Count, Seed,
        };
        command.SetAction((parsed, cancellationToken) => WriteAsync(
            parsed.GetRequiredValue(Out), parsed.GetValue(Count), parsed.GetValue(Seed), cancellationToken));
        return command;
    }

    private static async Task<int> WriteAsync(string path, int count, int seed, CancellationToken cancellationToken)
    {
        if (count is < 1 or > CountMax)
            throw new CommandException($"--count must lie between 1 and {CountMax:n0}.");
        await using var file = new StreamWriter(path) { NewLine = "\n" };
        foreach (var ticket in TicketGenerator.Generate(count, seed))
        {
            var row = new { id = ticket.ExternalId, text = ticket.Text, label = ticket.Intent };
            await file.WriteLineAsync(JsonSerializer.Serialize(row, Json).AsMemory(), cancellationToken);
        }
        Console.WriteLine($"Written: {Path.GetFullPath(path)}");
        return ExitCode.Done;
    }
}
