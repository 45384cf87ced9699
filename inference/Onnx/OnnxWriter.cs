using System.Numerics.Tensors;
using System.Runtime.InteropServices;
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

    private const int Float = 1;
    private const int Int32 = 6;
    private const int Int64 = 7;
    private const int IntegerAttribute = 2;

    /// <param name="committee">C K logits over the same rows; null for none.</param>
    /// <returns>The file's bytes: the same ones for the same model.</returns>
    public static byte[] Write(SoftmaxRegression model, double temperature, SoftmaxRegression? committee = null)
    {
        var graph = new GraphProto { Name = "softmax-regression" };
        graph.Initializer.Add(Tensor("rows", Int32, model.RowOfBucket, model.RowOfBucket.Length));
        AddLogits(graph, model, temperature, "");
        graph.Node.Add(Softmax(Probabilities, "logits"));
        if (committee is not null)
        {
            var members = committee.LabelCount / model.LabelCount;
            AddLogits(graph, committee, temperature, "members_");
            graph.Initializer.Add(Tensor<long>("members_shape", Int64, [0, members, model.LabelCount], 3));
            graph.Node.Add(Node("Reshape", "members_parted", ["members_logits", "members_shape"]));
            graph.Node.Add(Softmax(Members, "members_parted"));
            graph.Output.Add(Value(
                Members, Float, Named("batch"), new() { DimValue = members }, new() { DimValue = model.LabelCount }));
        }
        return Finish(graph, Probabilities, model.LabelCount);
    }

    /// <returns>The file's bytes: the same ones for the same directions.</returns>
    public static byte[] Write(LatentSpace space)
    {
        var graph = new GraphProto { Name = "latent-space" };
        graph.Initializer.Add(Tensor("rows", Int32, space.RowOfBucket, space.RowOfBucket.Length));
        AddSums(graph, space.Table, space.Dimension, "", Embedding);
        return Finish(graph, Embedding, space.Dimension);
    }

    private static void AddLogits(GraphProto graph, SoftmaxRegression model, double temperature, string prefix)
    {
        AddSums(graph, Scaled(model, model.Weights, temperature), model.LabelCount, prefix, $"{prefix}sums");
        graph.Initializer.Add(
            Tensor<float>($"{prefix}bias", Float, Scaled(model, model.Bias, temperature), model.LabelCount));
        graph.Node.Add(Node("Add", $"{prefix}logits", [$"{prefix}sums", $"{prefix}bias"]));
    }

    /// <summary>The weighted sum of the table's rows, one for each bucket of an input.</summary>
    private static void AddSums(
        GraphProto graph, ReadOnlySpan<float> table, int columns, string prefix, string output)
    {
        if (prefix.Length == 0)
        {
            graph.Initializer.Add(Tensor<long>("one", Int64, [1], 1));
            graph.Node.Add(Node("Gather", "row", ["rows", Buckets]));
            graph.Node.Add(Node("Unsqueeze", "weight", [Weights, "one"]));
        }
        graph.Initializer.Add(Tensor($"{prefix}table", Float, table, table.Length / columns, columns));
        graph.Node.Add(Node("Gather", $"{prefix}vectors", [$"{prefix}table", "row"]));
        graph.Node.Add(Node("MatMul", $"{prefix}products", ["weight", $"{prefix}vectors"]));
        graph.Node.Add(Node("Squeeze", output, [$"{prefix}products", "one"]));
    }

    private static NodeProto Softmax(string output, string input)
    {
        var softmax = Node("Softmax", output, [input]);
        softmax.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = IntegerAttribute });
        return softmax;
    }

    private static byte[] Finish(GraphProto graph, string output, int columns)
    {
        graph.Input.Add(Value(Buckets, Int64, Named("batch"), Named("length")));
        graph.Input.Add(Value(Weights, Float, Named("batch"), Named("length")));
        graph.Output.Insert(0, Value(output, Float, Named("batch"), new() { DimValue = columns }));
        var file = new ModelProto { IrVersion = 8, ProducerName = "ActiveLabel", Graph = graph };
        file.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return file.ToByteArray();
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

    private static TensorProto Tensor<T>(string name, int type, ReadOnlySpan<T> values, params long[] shape)
        where T : struct
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = type,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.Add(shape);
        return tensor;
    }

    private static NodeProto Node(string operation, string output, string[] inputs)
    {
        var node = new NodeProto { Name = output, OpType = operation };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    private static ValueInfoProto Value(string name, int type, params TensorShapeProto.Types.Dimension[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = type, Shape = new() };
        tensor.Shape.Dim.Add(shape);
        return new() { Name = name, Type = new() { TensorType = tensor } };
    }

    private static TensorShapeProto.Types.Dimension Named(string name) => new() { DimParam = name };
}
