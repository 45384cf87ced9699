using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Text;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ActiveLabel.Inference.Onnx;

/// <summary>A loaded model: inputs in, a row of numbers for each out, by OnnxRuntime.</summary>
/// <remarks>
/// One thread and small batches: the graph gathers [B, L, K] numbers, so that larger ones leave the processor's cache.
/// A row does not depend on what else is in its batch, up to the order in which the products of longer rows are summed.
/// Safe for several threads.
/// </remarks>
internal sealed class OnnxScorer : IDisposable
{
    /// <summary>The most inputs of one run.</summary>
    public const int BatchMax = 32;

    /// <summary>The longest that one run may take; a batch of ours takes milliseconds.</summary>
    public static readonly TimeSpan RunMax = TimeSpan.FromSeconds(20);

    // The most numbers that one run gathers, unless a single input has more.
    private const long GatheredMax = 4 * 1024 * 1024;

    private static readonly string[] InputNames = [OnnxWriter.Buckets, OnnxWriter.Weights];

    private readonly InferenceSession _session;
    private readonly IFeaturizer _featurizer;
    private readonly string[] _outputNames;

    /// <exception cref="InvalidDataException">The file is refused.</exception>
    public OnnxScorer(
        byte[] file, FeaturizerOptions features, int columns, string output = OnnxWriter.Probabilities)
    {
        OnnxGuard.Check(file);
        _featurizer = Featurizers.Of(features);
        (Columns, _outputNames) = (columns, [output]);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        try
        {
            _session = new(file, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException("OnnxRuntime does not load the model.", e);
        }
    }

    /// <summary>K: how many numbers an input gets.</summary>
    public int Columns { get; }

    /// <returns>n × K by rows.</returns>
    public float[] Score(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var features = new SparseVector[inputs.Count];
        for (var index = 0; index < features.Length; index++)
            features[index] = _featurizer.Featurize(inputs[index]);
        return Score(features, cancellationToken);
    }

    /// <returns>n × K by rows.</returns>
    public float[] Score(ReadOnlySpan<SparseVector> features, CancellationToken cancellationToken)
    {
        var scores = new float[features.Length * Columns];
        for (var from = 0; from < features.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (count, length) = NextBatch(features[from..]);
            Run(
                features.Slice(from, count),
                length,
                scores.AsMemory(from * Columns, count * Columns),
                cancellationToken);
            from += count;
        }
        return scores;
    }

    /// <summary>Runs once on next to nothing: what goes wrong with every input goes wrong here.</summary>
    /// <exception cref="InvalidDataException">It does not run, or not in time.</exception>
    public void Try()
    {
        ReadOnlySpan<SparseVector> next = [new([0], [1])];
        Score(next, CancellationToken.None);
    }

    public void Dispose() => _session.Dispose();

    private (int Count, int Length) NextBatch(ReadOnlySpan<SparseVector> features)
    {
        var (count, length) = (0, 1);
        while (count < Math.Min(BatchMax, features.Length))
        {
            var longer = Math.Max(length, features[count].Count);
            if (count > 0 && (count + 1L) * longer * Columns > GatheredMax)
                break;
            length = longer;
            count++;
        }
        return (count, length);
    }

    private void Run(
        ReadOnlySpan<SparseVector> features, int length, Memory<float> scores, CancellationToken cancellationToken)
    {
        var (buckets, weights) = (new long[features.Length * length], new float[features.Length * length]);
        for (var row = 0; row < features.Length; row++)
        {
            for (var index = 0; index < features[row].Count; index++)
                buckets[(row * length) + index] = features[row].Buckets[index];
            features[row].Weights.CopyTo(weights.AsSpan(row * length));
        }
        long[] shape = [features.Length, length];
        using var first = OrtValue.CreateTensorValueFromMemory(buckets, shape);
        using var second = OrtValue.CreateTensorValueFromMemory(weights, shape);
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, scores, [features.Length, Columns]);
        using var run = new RunOptions();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RunMax);
        using var registration = limit.Token.Register(() => run.Terminate = true);
        try
        {
            _session.Run(run, InputNames, [first, second], _outputNames, [output]);
        }
        catch (OnnxRuntimeException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidDataException(
                limit.IsCancellationRequested
                    ? $"It ran for more than {RunMax.TotalSeconds} s."
                    : "It does not run.",
                e);
        }
    }
}
