using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Pipelines;
using Google.Protobuf;

namespace ActiveLabel.Inference.Tests.Pipelines;

/// <summary>Small ONNX graphs, built here and run by the real loader.</summary>
internal static class SmallGraph
{
    public const int Float = 1, Int64 = 7;

    /// <summary>logits = x · W for x [batch, 2]: the first label for what is to the left, the second to the right.
    /// </summary>
    public static byte[] Linear(string operation = "MatMul")
        => Model(
            [Node(operation, "logits", "x", "w")],
            [Tensor("w", Float, MemoryMarshal.AsBytes<float>([-1, 1, 0, 0]), 2, 2)],
            [("x", Float)],
            "logits");

    /// <summary>A row of the table for each token.</summary>
    public static byte[] Lookup(float[] table, int columns, bool hasMask)
        => Model(
            [Node("Gather", "out", "table", "ids")],
            [Tensor("table", Float, MemoryMarshal.AsBytes<float>(table), table.Length / columns, columns)],
            hasMask ? [("ids", Int64), ("mask", Int64)] : [("ids", Int64)],
            "out");

    public static OnnxPipeline Load(byte[] file, ModelManifest manifest, params byte[][] files)
    {
        var card = ModelCard.OfUpload(new("test", 1), manifest, ["cat", "dog"], "");
        return new(file, card, files.ToDictionary(HashOf));
    }

    public static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    private static TensorProto Tensor(string name, int type, ReadOnlySpan<byte> raw, params long[] shape)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.Add(shape);
        return tensor;
    }

    private static byte[] Model(
        NodeProto[] nodes, TensorProto[] tensors, (string Name, int Type)[] inputs, string output)
    {
        var graph = new GraphProto { Name = "small" };
        graph.Node.Add(nodes);
        graph.Initializer.Add(tensors);
        graph.Input.Add(inputs.Select(input => Value(input.Name, input.Type)));
        graph.Output.Add(new ValueInfoProto
        {
            Name = output,
            Type = new() { TensorType = new() { ElemType = Float } },
        });
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, int type)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = type, Shape = new() };
        tensor.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        tensor.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "length" });
        return new() { Name = name, Type = new() { TensorType = tensor } };
    }
}
