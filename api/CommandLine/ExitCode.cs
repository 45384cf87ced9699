using ActiveLabel.Api.Items;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using Microsoft.AspNetCore.Connections;

namespace ActiveLabel.Api.CommandLine;

/// <summary>The command cannot be carried out; the message is for the person who gave it.</summary>
public sealed class CommandException(string message) : Exception(message);

/// <summary>What a script can tell from the end of a command.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>It could not be done; one sentence on standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>An import left rows out.</summary>
    public const int Incomplete = 3;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Cancelled = 130;

    public const string Help =
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 rows were rejected (import), 130 ended by Ctrl-C.";

    /// <returns>A sentence for what a user or operator can put right; null for what is a mistake of the
    /// product.</returns>
    public static string? SentenceOf(Exception exception) => exception switch
    {
        CommandException or StorageException or FileFormatException or SimulationException => exception.Message,
        Demo.GraphQLException => exception.Message,
        ModelNotAvailableException or InferenceUnavailableException => exception.Message,
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Choose another one with --url.",
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => exception.Message,
        IOException => exception.Message,
        UriFormatException or FormatException => $"{exception.Message}",
        _ => null,
    };
}
