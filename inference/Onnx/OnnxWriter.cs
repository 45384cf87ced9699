using System.Numerics.Tensors;
using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Training;
using Google.Protobuf;

namespace ActiveLabel.Inference.Onnx;

/// <summary>Writes a softmax regression, or an embedder, as an ONNX graph.</summary>
/// <remarks>
/// <code>
/// buckets [B, L] int64 ─ Gather(rows) ─ Gather(table) ─► [B, L, K] ┐
/// weights [B, L] float ─ Unsqueeze ────────────────────► [B, 1, L] ┴ MatMul ─ Squeeze ─ Add(bias) ─ Softmax ─► [B, K]
/// </code>
/// A shorter text is filled up with any bucket at weight 0. The temperature T is part of the table and of the bias.
/// An embedder's graph ends at Squeeze. A committee has the same behind the rows once more, for the logits of all its C
/// members at once, which Reshape parts: [B, C K] to [B, C, K]; Softmax makes them the second output.
/// </remarks>
internal static class OnnxWriter
{
    public const string Buckets = "buckets";
    public const string Weights = "weights";
    public const string Probabilities = "probabilities";
    public const string Embedding = "embedding";
    public const string Members = "members";

    /// <param name="committee">C K logits over the same rows; null for none.</param>
    /// <returns>The file's bytes: the same ones for the same model.</returns>
    public static byte[] Write(SoftmaxRegression model, double temperature, SoftmaxRegression? committee = null)
    {
        var graph = Begin("softmax-regression", model.RowOfBucket);
        AddLogits(graph, model, temperature, "");
        graph.Node.Add(OnnxParts.Softmax(Probabilities, "logits"));
        graph.Output.Add(OnnxParts.Floats(Probabilities, model.LabelCount));
        if (committee is not null)
        {
            AddLogits(graph, committee, temperature, OnnxParts.OfMembers);
            OnnxParts.AddMembers(graph, committee.LabelCount / model.LabelCount, model.LabelCount);
        }
        return OnnxParts.ModelOf(graph).ToByteArray();
    }

    /// <returns>The file's bytes: the same ones for the same directions.</returns>
    public static byte[] Write(LatentSpace space)
    {
        var graph = Begin("latent-space", space.RowOfBucket);
        AddTable(graph, space.Table, space.Dimension, "");
        AddSums(graph, "", Embedding);
        graph.Output.Add(OnnxParts.Floats(Embedding, space.Dimension));
        return OnnxParts.ModelOf(graph).ToByteArray();
    }

    private static GraphProto Begin(string name, ReadOnlySpan<int> rows)
    {
        var graph = new GraphProto { Name = name };
        graph.Input.Add(OnnxParts.Rows(Buckets, isFloat: false));
        graph.Input.Add(OnnxParts.Rows(Weights, isFloat: true));
        graph.Initializer.Add(OnnxParts.Ints("rows", rows));
        return graph;
    }

    private static void AddLogits(GraphProto graph, SoftmaxRegression model, double temperature, string prefix)
    {
        AddTable(graph, Scaled(model, model.Weights, temperature), model.LabelCount, prefix);
        graph.Initializer.Add(
            OnnxParts.Floats($"{prefix}bias", Scaled(model, model.Bias, temperature), model.LabelCount));
        AddSums(graph, prefix, $"{prefix}sums");
        graph.Node.Add(OnnxParts.Node("Add", $"{prefix}logits", [$"{prefix}sums", $"{prefix}bias"]));
    }

    private static void AddTable(GraphProto graph, ReadOnlySpan<float> table, int columns, string prefix)
        => graph.Initializer.Add(OnnxParts.Floats($"{prefix}table", table, table.Length / columns, columns));

    /// <summary>The weighted sum of the table's rows, one for each bucket of an input.</summary>
    private static void AddSums(GraphProto graph, string prefix, string output)
    {
        var isFirst = prefix.Length == 0;
        if (isFirst)
        {
            graph.Initializer.Add(OnnxParts.Longs("one", 1));
            graph.Node.Add(OnnxParts.Node("Gather", "row", ["rows", Buckets]));
        }
        graph.Node.Add(OnnxParts.Node("Gather", $"{prefix}vectors", [$"{prefix}table", "row"]));
        if (isFirst)
            graph.Node.Add(OnnxParts.Node("Unsqueeze", "weight", [Weights, "one"]));
        graph.Node.Add(OnnxParts.Node("MatMul", $"{prefix}products", ["weight", $"{prefix}vectors"]));
        graph.Node.Add(OnnxParts.Node("Squeeze", output, [$"{prefix}products", "one"]));
    }

    /// <returns>The rows without their padding, divided by the temperature.</returns>
    private static float[] Scaled(SoftmaxRegression model, ReadOnlySpan<float> padded, double temperature)
    {
        var rows = new float[padded.Length / model.Stride * model.LabelCount];
        for (var row = 0; row < padded.Length / model.Stride; row++)
            TensorPrimitives.Divide(
                padded.Slice(row * model.Stride, model.LabelCount),
                (float)temperature,
                rows.AsSpan(row * model.LabelCount, model.LabelCount));
        return rows;
    }
}
