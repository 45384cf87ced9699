using System.Diagnostics;
using System.Security.Cryptography;
using Xunit;

namespace ActiveLabel.Api.Tests.Clients;

/// <summary>The client scripts with their packages, installed once for each lock file.</summary>
internal static class NodePackages
{
    /// <summary>A script says so when it lacks something.</summary>
    private const int Skipped = 77;

    private const int NodeVersionMin = 18;
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromMinutes(2);
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static string? _folder;
    private static string? _missing;

    /// <summary>Whether an absent client is a failure: continuous integration has them all.</summary>
    private static bool IsRequired => Environment.GetEnvironmentVariable("ACTIVELABEL_REQUIRE_CLIENTS") == "1";

    /// <summary>Runs a script; skips the test where Node or the packages cannot be had.</summary>
    public static async Task RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        var folder = await InstallAsync();
        Skip.If(folder is null && !IsRequired, _missing);
        Assert.True(folder is not null, _missing);
        var (exitCode, output) = await StartAsync("node", [script], folder, ScriptTimeout, environment);
        Skip.If(exitCode == Skipped && !IsRequired, output);
        Assert.True(exitCode == 0, output);
    }

    private static async Task<string?> InstallAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (_folder is null && _missing is null)
                (_folder, _missing) = await FindAsync();
            return _folder;
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<(string? Folder, string? Missing)> FindAsync()
    {
        try
        {
            var (_, version) = await StartAsync("node", ["--version"], ".", InstallTimeout);
            if (!int.TryParse(version.Trim().TrimStart('v').Split('.')[0], out var major) || major < NodeVersionMin)
                return (null, $"These tests need Node {NodeVersionMin} or newer; this is {version.Trim()}.");
            return await InstallFromAsync(Sources());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, $"These tests need Node {NodeVersionMin} or newer with npm.");
        }
    }

    // Outside of the sources, and kept: the lock file names the folder.
    private static async Task<(string? Folder, string? Missing)> InstallFromAsync(string sources)
    {
        var hash = Convert.ToHexStringLower(
            SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(sources, "package-lock.json"))))[..16];
        var folder = Path.Combine(Path.GetTempPath(), $"activelabel-clients-{hash}");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(sources))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var done = Path.Combine(folder, "installed");
        if (!File.Exists(done))
        {
            var (exitCode, output) = await StartAsync(
                "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, InstallTimeout);
            if (exitCode != 0)
                return (null, $"The clients' packages cannot be installed: {output}");
            await File.WriteAllTextAsync(done, "");
        }
        return (folder, null);
    }

    private static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActiveLabel.sln")))
            folder = folder.Parent;
        return Path.Combine(
            folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository."),
            "tests", "Clients");
    }

    private static async Task<(int ExitCode, string Output)> StartAsync(
        string program,
        IReadOnlyList<string> arguments,
        string folder,
        TimeSpan timeout,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} took longer than {timeout}. {await output}{await errors}");
        }
        return (process.ExitCode, await output + await errors);
    }
}
