using System.Numerics.Tensors;
using ActiveLabel.Inference.Training;
using Google.Protobuf;

namespace ActiveLabel.Inference.Onnx;

/// <summary>Writes a softmax regression over an embedder's vectors, and a committee beside it, as an ONNX graph.
/// </summary>
/// <remarks>
/// <code>
///                                 table [K, D] ┐
/// vector [B, D] float ─ Unsqueeze ─► [B, D, 1] ┴ MatMul ─ Squeeze ─ Add(bias) ─ Softmax ─► [B, K]
/// </code>
/// The table stands on the left, so that each vector is multiplied for itself: as one product of [B, D] and [D, K] the
/// last bits of a row would depend on how many others are in its batch. The temperature is part of the table and of the
/// bias.
/// </remarks>
internal static class HeadWriter
{
    public const string Vector = "vector";

    /// <returns>The file's bytes: the same ones for the same model.</returns>
    public static byte[] Write(FittedModel fitted, int dimension)
    {
        var (graph, k) = (new GraphProto { Name = "head" }, fitted.Model.LabelCount);
        graph.Initializer.Add(OnnxParts.Longs("last", 2));
        graph.Node.Add(OnnxParts.Node("Unsqueeze", "column", [Vector, "last"]));
        AddLogits(graph, fitted.Model, fitted.Temperature, dimension, "");
        graph.Node.Add(OnnxParts.Softmax(OnnxWriter.Probabilities, "logits"));
        graph.Output.Add(OnnxParts.Floats(OnnxWriter.Probabilities, k));
        if (fitted.Committee is { } committee)
        {
            AddLogits(graph, committee, fitted.Temperature, dimension, OnnxParts.OfMembers);
            OnnxParts.AddMembers(graph, committee.LabelCount / k, k);
        }
        graph.Input.Add(OnnxParts.Floats(Vector, dimension));
        return OnnxParts.ModelOf(graph).ToByteArray();
    }

    private static void AddLogits(
        GraphProto graph, SoftmaxRegression model, double temperature, int dimension, string prefix)
    {
        var k = model.LabelCount;
        var table = new float[dimension * k];
        for (var place = 0; place < dimension; place++)
            for (var label = 0; label < k; label++)
                table[(label * dimension) + place] =
                    model.Weights[(model.RowOfBucket[place] * model.Stride) + label] / (float)temperature;
        var bias = new float[k];
        TensorPrimitives.Divide(model.Bias.AsSpan(0, k), (float)temperature, bias);
        graph.Initializer.Add(OnnxParts.Floats($"{prefix}table", table, k, dimension));
        graph.Initializer.Add(OnnxParts.Floats($"{prefix}bias", bias, k));
        graph.Node.Add(OnnxParts.Node("MatMul", $"{prefix}products", [$"{prefix}table", "column"]));
        graph.Node.Add(OnnxParts.Node("Squeeze", $"{prefix}sums", [$"{prefix}products", "last"]));
        graph.Node.Add(OnnxParts.Node("Add", $"{prefix}logits", [$"{prefix}sums", $"{prefix}bias"]));
    }
}
