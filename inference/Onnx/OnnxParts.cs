using System.Runtime.InteropServices;
using Google.Protobuf;

namespace ActiveLabel.Inference.Onnx;

/// <summary>What graphs that are written here are made of.</summary>
internal static class OnnxParts
{
    /// <summary>Before the names of what a committee has of its own.</summary>
    public const string OfMembers = "members_";

    private const int Float = 1;
    private const int Int32 = 6;
    private const int Int64 = 7;
    private const int IntegerAttribute = 2;

    public static TensorProto Floats(string name, ReadOnlySpan<float> values, params long[] shape)
        => Tensor(name, Float, values, shape);

    public static TensorProto Longs(string name, params long[] values)
        => Tensor<long>(name, Int64, values, values.Length);

    public static TensorProto Ints(string name, ReadOnlySpan<int> values) => Tensor(name, Int32, values, values.Length);

    public static NodeProto Node(string operation, string output, string[] inputs)
    {
        var node = new NodeProto { Name = output, OpType = operation };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    /// <summary>Over the last axis.</summary>
    public static NodeProto Softmax(string output, string input)
    {
        var softmax = Node("Softmax", output, [input]);
        softmax.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = IntegerAttribute });
        return softmax;
    }

    /// <summary>Parts the logits of a committee into its members' and makes them the second output.</summary>
    public static void AddMembers(GraphProto graph, int members, int labelCount)
    {
        graph.Initializer.Add(Longs($"{OfMembers}shape", 0, members, labelCount));
        graph.Node.Add(Node("Reshape", $"{OfMembers}parted", [$"{OfMembers}logits", $"{OfMembers}shape"]));
        graph.Node.Add(Softmax(OnnxWriter.Members, $"{OfMembers}parted"));
        graph.Output.Add(Value(
            OnnxWriter.Members, Float, Named("batch"), Fixed(members), Fixed(labelCount)));
    }

    /// <summary>An input or output [batch, columns].</summary>
    public static ValueInfoProto Floats(string name, int columns) => Value(name, Float, Named("batch"), Fixed(columns));

    /// <summary>An input [batch, length].</summary>
    public static ValueInfoProto Rows(string name, bool isFloat)
        => Value(name, isFloat ? Float : Int64, Named("batch"), Named("length"));

    public static ModelProto ModelOf(GraphProto graph)
    {
        var file = new ModelProto { IrVersion = 8, ProducerName = "ActiveLabel", Graph = graph };
        file.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return file;
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

    private static ValueInfoProto Value(string name, int type, params TensorShapeProto.Types.Dimension[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = type, Shape = new() };
        tensor.Shape.Dim.Add(shape);
        return new() { Name = name, Type = new() { TensorType = tensor } };
    }

    private static TensorShapeProto.Types.Dimension Named(string name) => new() { DimParam = name };

    private static TensorShapeProto.Types.Dimension Fixed(int length) => new() { DimValue = length };
}
