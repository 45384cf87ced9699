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
    private const int Int = 2, Ints = 7;

    /// <summary>logits = x · W for x [batch, 2]: the first label for what is to the left, the second to the right.
    /// </summary>
    public static byte[] Linear(string operation = "MatMul")
        => Model(
            [Node(operation, "logits", "x", "w")],
            [Tensor("w", Float, MemoryMarshal.AsBytes<float>([-1, 1, 0, 0]), 2, 2)],
            [("x", Float, 2)],
            "logits");

    /// <summary>A row of the table for each token.</summary>
    public static byte[] Lookup(float[] table, int columns, bool hasMask)
        => Model(
            [Node("Gather", "out", "table", "ids")],
            [Tensor("table", Float, MemoryMarshal.AsBytes<float>(table), table.Length / columns, columns)],
            hasMask ? [("ids", Int64, 2), ("mask", Int64, 2)] : [("ids", Int64, 2)],
            "out");

    public static OnnxPipeline Load(byte[] file, ModelManifest manifest, params byte[][] files)
    {
        var card = ModelCard.OfUpload(new("test", 1), manifest, ["cat", "dog"], "");
        return new(file, card, files.ToDictionary(HashOf));
    }

    public static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static NodeProto WithInts(this NodeProto node, string attribute, params long[] values)
    {
        var added = new AttributeProto { Name = attribute, Type = Ints };
        added.Ints.Add(values);
        node.Attribute.Add(added);
        return node;
    }

    public static NodeProto WithInt(this NodeProto node, string attribute, long value)
    {
        node.Attribute.Add(new AttributeProto { Name = attribute, Type = Int, I = value });
        return node;
    }

    public static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    public static TensorProto Longs(string name, params long[] values)
        => Tensor(name, Int64, MemoryMarshal.AsBytes<long>(values), values.Length);

    public static TensorProto Floats(string name, float[] values, params long[] shape)
        => Tensor(name, Float, MemoryMarshal.AsBytes<float>(values), shape);

    private static TensorProto Tensor(string name, int type, ReadOnlySpan<byte> raw, params long[] shape)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.Add(shape);
        return tensor;
    }

    /// <param name="inputs">Each has a free length of the batch, and as many more as its rank says.</param>
    public static byte[] Model(
        NodeProto[] nodes, TensorProto[] tensors, (string Name, int Type, int Rank)[] inputs, params string[] outputs)
    {
        var graph = new GraphProto { Name = "small" };
        graph.Node.Add(nodes);
        graph.Initializer.Add(tensors);
        graph.Input.Add(inputs.Select(input => Value(input.Name, input.Type, input.Rank)));
        graph.Output.Add(outputs.Select(output => new ValueInfoProto
        {
            Name = output,
            Type = new() { TensorType = new() { ElemType = Float } },
        }));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, int type, int rank)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = type, Shape = new() };
        for (var length = 0; length < rank; length++)
            tensor.Shape.Dim.Add(new TensorShapeProto.Types.Dimension
            {
                DimParam = length == 0 ? "batch" : $"{name}{length}",
            });
        return new() { Name = name, Type = new() { TensorType = tensor } };
    }
}
