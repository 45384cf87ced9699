using ActiveLabel.Inference.Text;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ActiveLabel.Inference.Onnx;

/// <summary>A loaded model: texts in, probabilities out, by OnnxRuntime.</summary>
/// <remarks>
/// One thread and small batches: the graph gathers [B, L, K] numbers, so that larger ones leave the processor's cache.
/// Safe for several threads.
/// </remarks>
internal sealed class TextClassifier : IDisposable
{
    /// <summary>The most texts of one run.</summary>
    public const int BatchMax = 32;

    // The most numbers that one run gathers, unless a single text has more.
    private const long GatheredMax = 4 * 1024 * 1024;

    private static readonly string[] InputNames = [OnnxWriter.Buckets, OnnxWriter.Weights];
    private static readonly string[] OutputNames = [OnnxWriter.Probabilities];

    private readonly InferenceSession _session;
    private readonly TextFeaturizer _featurizer;

    /// <exception cref="InvalidDataException">The file is refused.</exception>
    public TextClassifier(byte[] file, FeaturizerOptions features, int labelCount)
    {
        OnnxGuard.Check(file);
        _featurizer = new(features);
        LabelCount = labelCount;
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

    public int LabelCount { get; }

    /// <returns>n × K by rows.</returns>
    public float[] Predict(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var features = new SparseVector[texts.Count];
        for (var index = 0; index < features.Length; index++)
            features[index] = _featurizer.Featurize(texts[index]);
        return Predict(features, cancellationToken);
    }

    /// <returns>n × K by rows.</returns>
    public float[] Predict(ReadOnlySpan<SparseVector> features, CancellationToken cancellationToken)
    {
        var probabilities = new float[features.Length * LabelCount];
        for (var from = 0; from < features.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (count, length) = NextBatch(features[from..]);
            Run(
                features.Slice(from, count),
                length,
                probabilities.AsMemory(from * LabelCount, count * LabelCount));
            from += count;
        }
        return probabilities;
    }

    public void Dispose() => _session.Dispose();

    private (int Count, int Length) NextBatch(ReadOnlySpan<SparseVector> features)
    {
        var (count, length) = (0, 1);
        while (count < Math.Min(BatchMax, features.Length))
        {
            var longer = Math.Max(length, features[count].Count);
            if (count > 0 && (count + 1L) * longer * LabelCount > GatheredMax)
                break;
            length = longer;
            count++;
        }
        return (count, length);
    }

    private void Run(ReadOnlySpan<SparseVector> features, int length, Memory<float> probabilities)
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
            OrtMemoryInfo.DefaultInstance, probabilities, [features.Length, LabelCount]);
        using var run = new RunOptions();
        _session.Run(run, InputNames, [first, second], OutputNames, [output]);
    }
}
