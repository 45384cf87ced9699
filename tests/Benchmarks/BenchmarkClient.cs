using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace ActiveLabel.Benchmarks;

/// <summary>A process of its own that asks a server, so that what asking costs is not the server's.</summary>
internal sealed class BenchmarkClient : IDisposable
{
    private const int Connections = 4;
    private readonly Process _process;

    private BenchmarkClient(Process process) => _process = process;

    public static BenchmarkClient Start(string address, string key)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no program.");
        // Started as "dotnet X.dll", the process is dotnet and the assembly its first argument.
        var assembly = typeof(BenchmarkClient).Assembly;
        string[] arguments = ["graphql", "--client", address, key];
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            arguments = [assembly.Location, .. arguments];
        return new(Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The client does not start."));
    }

    /// <returns>How many answers came in that time.</returns>
    public async Task<int> AskAsync(string path, string body, int seconds)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(body));
        await _process.StandardInput.WriteLineAsync($"{path} {text} {seconds}");
        await _process.StandardInput.FlushAsync();
        return int.Parse(
            await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The client is gone."),
            CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>What the other process does: each line says what to ask for, and for how long.</summary>
    public static async Task RunAsync(Uri address, string key, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            var parts = line.Split(' ');
            var (path, body) = (new Uri(parts[0], UriKind.Relative), Convert.FromBase64String(parts[1]));
            var seconds = int.Parse(parts[2], CultureInfo.InvariantCulture);
            var counts = await Task.WhenAll(Enumerable.Range(0, Connections)
                .Select(_ => AskAsync(http, path, body, TimeSpan.FromSeconds(seconds), cancellationToken)));
            Console.WriteLine(counts.Sum());
        }
    }

    private static async Task<int> AskAsync(
        HttpClient http, Uri path, byte[] body, TimeSpan time, CancellationToken cancellationToken)
    {
        var (count, watch) = (0, Stopwatch.StartNew());
        for (; watch.Elapsed < time; count++)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync(path, content, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
        return count;
    }
}
