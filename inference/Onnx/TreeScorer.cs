using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Trees;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Onnx;

/// <summary>Loaded boosted trees: inputs in, probabilities of the labels out, by OnnxRuntime.</summary>
/// <remarks>A row does not depend on what else is in its batch. Safe for several threads.</remarks>
internal sealed class TreeScorer : IModel
{
    private const int BatchMax = 256;

    private readonly Table _table;
    private readonly OnnxSession _session;
    private readonly int _labels;

    /// <exception cref="InvalidDataException">The file is refused.</exception>
    public TreeScorer(byte[] file, Table table, int labels)
    {
        OnnxGuard.Check(file);
        (_table, _labels, _session) = (table, labels, new(file));
    }

    public ModelAnswer Answer(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
        => new(_labels, Score([.. inputs.Select(_table.Row)], cancellationToken));

    /// <returns>n × K by rows.</returns>
    public float[] Score(IReadOnlyList<float[]> rows, CancellationToken cancellationToken)
    {
        var (scores, columns) = (new float[rows.Count * _labels], _table.Columns.Count);
        for (var from = 0; from < rows.Count; from += BatchMax)
        {
            var count = Math.Min(BatchMax, rows.Count - from);
            var numbers = new float[count * columns];
            for (var row = 0; row < count; row++)
                rows[from + row].CopyTo(numbers, row * columns);
            using var input = OrtValue.CreateTensorValueFromMemory(numbers, [count, columns]);
            using var output = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, scores.AsMemory(from * _labels, count * _labels), [count, _labels]);
            _session.Run(
                [TreeWriter.Input], [input], [OnnxWriter.Probabilities], [output], cancellationToken);
        }
        return scores;
    }

    public void Try() => Score([_table.Row("")], CancellationToken.None);

    public void Dispose() => _session.Dispose();
}
