using System.Numerics.Tensors;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Onnx;

namespace ActiveLabel.Inference.Models;

/// <summary>A head trained here, behind the embedder whose vectors it reads. Safe for several threads.</summary>
internal sealed class HeadModel : IModel
{
    private readonly LoadedModels.ModelUse _embedder;
    private readonly HeadScorer _head;
    private readonly int _dimension;
    private readonly int _columns;
    private readonly int _committee;

    /// <param name="embedder">Is disposed of with the head.</param>
    /// <exception cref="InvalidDataException">The file is refused.</exception>
    public HeadModel(byte[] file, ModelCard card, LoadedModels.ModelUse embedder)
    {
        (_embedder, _columns, _committee) = (embedder, card.Output.Shape[1], card.Committee);
        _dimension = card.Inputs is [{ Shape: [_, > 0 and var dimension] }]
            ? dimension
            : throw new InvalidDataException("its card does not say what the head reads");
        _head = new(file, _columns, _committee);
    }

    public ModelAnswer Answer(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var vectors = ScaledToLength1(_embedder.Model.Answer(inputs, cancellationToken));
        if (vectors.Columns != _dimension && inputs.Count > 0)
            throw new InvalidDataException(
                $"The embedder gives {vectors.Columns} numbers; the head was trained on {_dimension}.");
        var scores = _head.Score(vectors.Numbers, inputs.Count, out var members, cancellationToken);
        return new(
            _columns,
            scores,
            Disagreement: _committee == 0 ? null : Disagreement.OfRows(members, _committee, _columns));
    }

    /// <returns>What an embedder said, each row scaled to length 1, in place.</returns>
    public static ModelAnswer ScaledToLength1(ModelAnswer said)
    {
        for (var from = 0; from < said.Numbers.Length; from += said.Columns)
        {
            var row = said.Numbers.AsSpan(from, said.Columns);
            var length = TensorPrimitives.Norm<float>(row);
            if (length > 0)
                TensorPrimitives.Divide(row, length, row);
        }
        return said;
    }

    public void Try() => _head.Score(new float[_dimension], 1, out _, CancellationToken.None);

    public void Dispose()
    {
        _head.Dispose();
        _embedder.Dispose();
    }
}
