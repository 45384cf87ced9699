using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ActiveLabel.Inference.Onnx;

/// <summary>A graph in memory, and each run of it against the clock. Safe for several threads.</summary>
internal sealed class OnnxSession : IDisposable
{
    /// <summary>The longest that one run may take; a batch usually takes milliseconds.</summary>
    public static readonly TimeSpan RunMax = TimeSpan.FromSeconds(20);

    private readonly InferenceSession _session;

    /// <param name="file">Checked by <see cref="OnnxGuard"/>.</param>
    /// <param name="threads">Of one run, 1 to the machine's.</param>
    /// <exception cref="InvalidDataException">OnnxRuntime does not take the file.</exception>
    public OnnxSession(byte[] file, int threads = 1)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = Math.Clamp(threads, 1, Environment.ProcessorCount),
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            _session = new(file, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException("OnnxRuntime does not load the model.", e);
        }
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Runs into tensors that the caller has made.</summary>
    /// <exception cref="InvalidDataException">It does not run, or not in time.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more: the run was ended.</exception>
    public void Run(
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputs,
        CancellationToken cancellationToken)
        => Limited(
            run =>
            {
                _session.Run(run, inputNames, inputs, outputNames, outputs);
                return true;
            },
            cancellationToken);

    /// <summary>Runs, and leaves it to OnnxRuntime to make the results.</summary>
    /// <inheritdoc cref="Run(IReadOnlyCollection{string}, IReadOnlyCollection{OrtValue},
    /// IReadOnlyCollection{string}, IReadOnlyCollection{OrtValue}, CancellationToken)"/>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames,
        CancellationToken cancellationToken)
        => Limited(run => _session.Run(run, inputNames, inputs, outputNames), cancellationToken);

    public void Dispose() => _session.Dispose();

    private static T Limited<T>(Func<RunOptions, T> work, CancellationToken cancellationToken)
    {
        using var run = new RunOptions();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RunMax);
        using var registration = limit.Token.Register(() => run.Terminate = true);
        try
        {
            return work(run);
        }
        catch (OnnxRuntimeException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidDataException(
                limit.IsCancellationRequested
                    ? $"It ran for more than {RunMax.TotalSeconds} s."
                    : $"It does not run: {FirstLine(e.Message)}",
                e);
        }
    }

    private static string FirstLine(string message)
    {
        var line = message.Split('\n')[0];
        return line.Length <= 300 ? line : line[..300];
    }
}
