using System.Diagnostics;
using System.Net.Sockets;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Predictions;

/// <summary>The inference process as a child of this one: started, watched, started again, ended.</summary>
/// <remarks>
/// It gets a private socket, a bounded heap and bounded memory in all, an environment without secrets, and a pipe whose
/// end tells it that its parent is gone. It is told how the one before it ended, so that a model that ends processes is
/// found out. After a crash it is started again after 0.2 s, then twice as long, to 30 s; a
/// minute of life forgives.
/// </remarks>
internal sealed partial class InferenceProcess(
    InferenceOptions options, TimeProvider time, ILogger<InferenceProcess> logger)
    : BackgroundService, IInferenceEndpoint
{
    private const string Shell = "/bin/sh";

    private static readonly TimeSpan BackOffMin = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly string _directory = Directory.CreateTempSubdirectory("activelabel-").FullName; // mode 700
    private volatile TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Process? _process;
    private int? _endedBy;

    public Uri Address { get; } = new("http://inference");

    /// <summary>Null while there is none.</summary>
    internal int? ProcessId => _process?.Id;

    private string Socket => Path.Combine(_directory, "s");

    public HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A crash is noticed a moment later than a call may come.
            if (_process is { HasExited: true } && _ready.Task.IsCompleted)
                Interlocked.Exchange(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await _ready.Task.WaitAsync(options.ReadyTimeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new InferenceUnavailableException("The inference process is not ready yet; try again later.", e);
        }
    }

    /// <exception cref="InvalidOperationException">The program is not there.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        FindProgram();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backOff = BackOffMin;
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            await RunOnceAsync(stoppingToken);
            if (time.GetElapsedTime(started) > LongLife)
                backOff = BackOffMin;
            await Task.Delay(backOff, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, BackOffMax.Ticks));
        }
    }

    private async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        File.Delete(Socket);
        using var process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("It did not start.");
        _process = process;
        // A full pipe would block the child.
        process.ErrorDataReceived += (_, line) => LogLine(line.Data);
        process.OutputDataReceived += (_, line) => LogLine(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            await BecomeReadyAsync(process, stoppingToken);
            await process.WaitForExitAsync(stoppingToken);
            _endedBy = process.ExitCode;
            LogExit(process.Id, process.ExitCode);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // By itself, so that nothing that is at work is blamed for it; or else by force.
            process.StandardInput.Close();
            if (!process.WaitForExit(EndMax))
                process.Kill();
        }
        finally
        {
            if (_ready.Task.IsCompleted)
                _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _process = null;
        }
    }

    private async Task BecomeReadyAsync(Process process, CancellationToken stoppingToken)
    {
        using var client = new HttpClient(CreateHandler()) { BaseAddress = Address };
        while (!process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync("v2/health/ready", stoppingToken);
                if (answer.IsSuccessStatusCode)
                {
                    LogReady(process.Id);
                    _ready.TrySetResult();
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(Poll, time, stoppingToken);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var (program, arguments) = Limited(FindProgram());
        var start = new ProcessStartInfo(program)
        {
            // Empty: a model file that names other files finds none.
            WorkingDirectory = Directory.CreateDirectory(Path.Combine(_directory, "empty")).FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all =
        [
            .. arguments, "serve", "--models", Path.GetFullPath(options.ModelsDirectory),
            "--socket", Socket, "--parent-pipe", .. _endedBy is { } code ? new[] { "--ended-by", $"{code}" } : [],
        ];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => !IsHarmless(name)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{options.HeapBytesMax:x}";
        return start;
    }

    /// <summary>The same under a limit of what it may write to: the shell sets it and becomes the program.</summary>
    private (string Program, string[] Arguments) Limited((string Program, string[] Arguments) found)
        => OperatingSystem.IsLinux() && File.Exists(Shell)
            ? (Shell, [
                "-c", "ulimit -d \"$0\" && exec \"$@\"", $"{options.MemoryBytesMax / 1024}", found.Program,
                .. found.Arguments,
            ])
            : found;

    private (string Program, string[] Arguments) FindProgram()
    {
        var program = Path.Combine(options.ProgramDirectory, "ActiveLabel.Inference");
        if (OperatingSystem.IsWindows() && File.Exists($"{program}.exe"))
            return ($"{program}.exe", []);
        if (!OperatingSystem.IsWindows() && File.Exists(program))
            return (program, []);
        return File.Exists($"{program}.dll")
            ? ("dotnet", [$"{program}.dll"])
            : throw new InvalidOperationException(
                $"The inference program is not in {options.ProgramDirectory}: build the whole solution.");
    }

    private static bool IsHarmless(string variable)
        => variable is "PATH" or "HOME" or "TMPDIR" or "TZ" or "LANG" or "SystemRoot" or "TEMP" or "TMP"
            || variable.StartsWith("DOTNET_", StringComparison.Ordinal);

    private void LogLine(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
            LogOutput(line);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Inference process {ProcessId} is ready.")]
    private partial void LogReady(int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Inference process {ProcessId} ended with {ExitCode}.")]
    private partial void LogExit(int processId, int exitCode);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Inference process: {Line}")]
    private partial void LogOutput(string line);
}
