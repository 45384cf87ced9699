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
/// An embedder's graph ends at Squeeze.
/// </remarks>
internal static class OnnxWriter
{
    public const string Buckets = "buckets";
    public const string Weights = "weights";
    public const string Probabilities = "probabilities";
    public const string Embedding = "embedding";

    private const int Float = 1;
    private const int Int32 = 6;
    private const int Int64 = 7;
    private const int IntegerAttribute = 2;

    /// <returns>The file's bytes: the same ones for the same model.</returns>
    public static byte[] Write(SoftmaxRegression model, double temperature)
    {
        var graph = new GraphProto { Name = "softmax-regression" };
        AddTable(graph, model.RowOfBucket, Scaled(model, model.Weights, temperature), model.LabelCount);
        graph.Initializer.Add(Tensor<float>("bias", Float, Scaled(model, model.Bias, temperature), model.LabelCount));
        AddSums(graph, "sums");
        graph.Node.Add(Node("Add", "logits", ["sums", "bias"]));
        var softmax = Node("Softmax", Probabilities, ["logits"]);
        softmax.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = IntegerAttribute });
        graph.Node.Add(softmax);
        return Finish(graph, Probabilities, model.LabelCount);
    }

    /// <returns>The file's bytes: the same ones for the same directions.</returns>
    public static byte[] Write(LatentSpace space)
    {
        var graph = new GraphProto { Name = "latent-space" };
        AddTable(graph, space.RowOfBucket, space.Table, space.Dimension);
        AddSums(graph, Embedding);
        return Finish(graph, Embedding, space.Dimension);
    }

    private static void AddTable(GraphProto graph, ReadOnlySpan<int> rows, ReadOnlySpan<float> table, int columns)
    {
        graph.Initializer.Add(Tensor("rows", Int32, rows, rows.Length));
        graph.Initializer.Add(Tensor("table", Float, table, table.Length / columns, columns));
    }

    /// <summary>The weighted sum of the table's rows, one for each bucket of an input.</summary>
    private static void AddSums(GraphProto graph, string output)
    {
        graph.Initializer.Add(Tensor<long>("one", Int64, [1], 1));
        graph.Node.Add(Node("Gather", "row", ["rows", Buckets]));
        graph.Node.Add(Node("Gather", "vectors", ["table", "row"]));
        graph.Node.Add(Node("Unsqueeze", "weight", [Weights, "one"]));
        graph.Node.Add(Node("MatMul", "products", ["weight", "vectors"]));
        graph.Node.Add(Node("Squeeze", output, ["products", "one"]));
    }

    private static byte[] Finish(GraphProto graph, string output, int columns)
    {
        graph.Input.Add(Value(Buckets, Int64, Named("batch"), Named("length")));
        graph.Input.Add(Value(Weights, Float, Named("batch"), Named("length")));
        graph.Output.Add(Value(output, Float, Named("batch"), new() { DimValue = columns }));
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
