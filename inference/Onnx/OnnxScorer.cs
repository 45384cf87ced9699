using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Text;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Onnx;

/// <summary>A loaded model: inputs in, a row of numbers for each out, by OnnxRuntime.</summary>
/// <remarks>
/// One thread and small batches: the graph gathers [B, L, K] numbers, so that larger ones leave the processor's cache.
/// A row does not depend on what else is in its batch, up to the order in which the products of longer rows are summed.
/// Safe for several threads.
/// </remarks>
internal sealed class OnnxScorer : IModel
{
    /// <summary>The most inputs of one run.</summary>
    public const int BatchMax = 32;

    // The most numbers that one run gathers, unless a single input has more.
    private const long GatheredMax = 4 * 1024 * 1024;

    private static readonly string[] InputNames = [OnnxWriter.Buckets, OnnxWriter.Weights];

    private readonly OnnxSession _session;
    private readonly IFeaturizer _featurizer;
    private readonly string[] _outputNames;
    private readonly int _committeeColumns;

    /// <param name="committee">Members of its committee; 0 for none.</param>
    /// <exception cref="InvalidDataException">The file is refused.</exception>
    public OnnxScorer(
        byte[] file,
        FeaturizerOptions features,
        int columns,
        string output = OnnxWriter.Probabilities,
        int committee = 0)
    {
        OnnxGuard.Check(file);
        _featurizer = Featurizers.Of(features);
        _committeeColumns = committee * columns;
        (Columns, _outputNames) = (columns, committee > 0 ? [output, OnnxWriter.Members] : [output]);
        _session = new(file);
    }

    /// <summary>K: how many numbers an input gets.</summary>
    public int Columns { get; }

    public ModelAnswer Answer(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var scores = Score(Featurize(inputs), out var members, cancellationToken);
        return new(
            Columns,
            scores,
            Disagreement: _committeeColumns == 0
                ? null
                : Disagreement.OfRows(members, _committeeColumns / Columns, Columns));
    }

    /// <returns>n × K by rows.</returns>
    public float[] Score(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
        => Score(Featurize(inputs), out _, cancellationToken);

    /// <param name="members">n × C × K by rows: what the members of the committee say.</param>
    /// <returns>n × K by rows.</returns>
    public float[] Score(
        ReadOnlySpan<SparseVector> features, out float[] members, CancellationToken cancellationToken)
    {
        var scores = new float[features.Length * Columns];
        members = new float[features.Length * _committeeColumns];
        for (var from = 0; from < features.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (count, length) = NextBatch(features[from..]);
            Run(
                features.Slice(from, count),
                length,
                scores.AsMemory(from * Columns, count * Columns),
                members.AsMemory(from * _committeeColumns, count * _committeeColumns),
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
        Score(next, out _, CancellationToken.None);
    }

    public void Dispose() => _session.Dispose();

    private SparseVector[] Featurize(IReadOnlyList<string> inputs)
    {
        var features = new SparseVector[inputs.Count];
        for (var index = 0; index < features.Length; index++)
            features[index] = _featurizer.Featurize(inputs[index]);
        return features;
    }

    private (int Count, int Length) NextBatch(ReadOnlySpan<SparseVector> features)
    {
        var (count, length) = (0, 1);
        while (count < Math.Min(BatchMax, features.Length))
        {
            var longer = Math.Max(length, features[count].Count);
            if (count > 0 && (count + 1L) * longer * (Columns + _committeeColumns) > GatheredMax)
                break;
            length = longer;
            count++;
        }
        return (count, length);
    }

    private void Run(
        ReadOnlySpan<SparseVector> features,
        int length,
        Memory<float> scores,
        Memory<float> members,
        CancellationToken cancellationToken)
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
        if (members.IsEmpty)
        {
            _session.Run(InputNames, [first, second], _outputNames, [output], cancellationToken);
            return;
        }
        using var committee = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            members,
            [features.Length, members.Length / features.Length / Columns, Columns]);
        _session.Run(InputNames, [first, second], _outputNames, [output, committee], cancellationToken);
    }
}
