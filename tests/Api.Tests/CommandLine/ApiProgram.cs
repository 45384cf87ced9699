using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ActiveLabel.Api.Tests.CommandLine;

/// <summary>How a command ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error);

/// <summary>The program as users start it: a process of its own.</summary>
internal sealed partial class ApiProgram : IDisposable
{
    // Ends a test that hangs; a machine whose cores are shared by many tests may be ten times slower than a quiet one.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly List<string> _lines = [];

    private ApiProgram(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public static ApiProgram Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path.Combine(Directory(), "ActiveLabel.Api.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var program = Start(arguments);
        return await program.EndAsync();
    }

    /// <returns>Where it listens and the administrator's key, once both were printed.</returns>
    public async Task<(Uri Server, string Key)> ReadAddressAsync()
    {
        var server = await ReadServerAsync();
        return (server, (await ReadLineAsync(Key())).Groups[1].Value);
    }

    /// <returns>Where it listens, once it does.</returns>
    public async Task<Uri> ReadServerAsync() => new((await ReadLineAsync(Address())).Groups[1].Value);

    /// <returns>The first line from here on that matches.</returns>
    public async Task<Match> ReadLineAsync(Regex pattern)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                _lines.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}");
                if (pattern.Match(line) is { Success: true } match)
                    return match;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"{TimeLimit.TotalSeconds} seconds without '{pattern}'.\n{string.Join('\n', _lines)}");
        }
        throw new InvalidOperationException(
            $"The program ended without '{pattern}'.\n{string.Join('\n', _lines)}\n{await _error}");
    }

    /// <summary>SIGKILL: nothing of it gets to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        var output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return new(_process.ExitCode, output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Directory([CallerFilePath] string here = "")
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
        return Path.GetFullPath(Path.Combine(root, "api", "bin", output.Parent!.Name, output.Name));
    }

    [GeneratedRegex(@"^Listening on (\S+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^Administrator's key, shown this once: (\S+)")]
    private static partial Regex Key();
}
