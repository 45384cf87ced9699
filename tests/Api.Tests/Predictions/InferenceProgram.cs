using System.Diagnostics;
using System.Runtime.CompilerServices;
using ActiveLabel.Api.Tests.CommandLine;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>The inference program as the build put it beside the api.</summary>
internal static class InferenceProgram
{
    public static string Directory([CallerFilePath] string here = "")
    {
        // tests/Api.Tests/bin/Debug/net10.0: the same configuration and framework as the api's output.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
        return Path.GetFullPath(Path.Combine(root, "api", "bin", output.Parent!.Name, output.Name, "inference"));
    }

    /// <summary>Runs one of its commands to the end.</summary>
    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(Directory(), "ActiveLabel.Inference"), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}
