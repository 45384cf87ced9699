using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Onnx;

/// <summary>The graph of a head: an embedder's vectors in, probabilities out. Safe for several threads.</summary>
internal sealed class HeadScorer : IDisposable
{
    private const int BatchMax = 256;

    private static readonly string[] InputNames = [HeadWriter.Vector];

    private readonly OnnxSession _session;
    private readonly string[] _outputNames;
    private readonly int _columns;
    private readonly int _committee;

    /// <param name="committee">Members of its committee; 0 for none.</param>
    /// <exception cref="InvalidDataException">The file is refused.</exception>
    public HeadScorer(byte[] file, int columns, int committee)
    {
        OnnxGuard.Check(file);
        (_columns, _committee) = (columns, committee);
        _outputNames = committee > 0
            ? [OnnxWriter.Probabilities, OnnxWriter.Members]
            : [OnnxWriter.Probabilities];
        _session = new(file);
    }

    /// <param name="vectors">n × D by rows.</param>
    /// <param name="members">n × C × K by rows.</param>
    /// <returns>n × K by rows.</returns>
    public float[] Score(float[] vectors, int count, out float[] members, CancellationToken cancellationToken)
    {
        var scores = new float[count * _columns];
        members = new float[count * _committee * _columns];
        var dimension = count == 0 ? 0 : vectors.Length / count;
        for (var from = 0; from < count; from += BatchMax)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = Math.Min(BatchMax, count - from);
            using var input = TensorOf(vectors, from, [batch, dimension]);
            using var output = TensorOf(scores, from, [batch, _columns]);
            using var committee = _committee == 0 ? null : TensorOf(members, from, [batch, _committee, _columns]);
            _session.Run(
                InputNames, [input], _outputNames, committee is null ? [output] : [output, committee],
                cancellationToken);
        }
        return scores;
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue TensorOf(float[] rows, int from, long[] shape)
    {
        var row = (int)shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        return OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, rows.AsMemory(from * row, (int)shape[0] * row), shape);
    }
}
