using System.Runtime.InteropServices;
using ActiveLabel.Inference.Onnx;
using Google.Protobuf;

namespace ActiveLabel.Benchmarks;

/// <summary>A graph of dense layers whose cost is chosen: x [batch, inputs] to probabilities [batch, 2].</summary>
internal static class DenseGraph
{
    public const string Input = "x", Output = "y";

    private const int Float = 1;

    /// <param name="width">Of each hidden layer; a batch costs its square.</param>
    public static byte[] Write(int inputs, int width, int layers, int seed)
    {
        var random = new Random(seed);
        var graph = new GraphProto { Name = "dense" };
        var (last, from) = (Input, inputs);
        for (var layer = 0; layer < layers; layer++)
        {
            AddWeights(graph, $"w{layer}", from, width, random);
            graph.Node.Add(Node("MatMul", $"m{layer}", last, $"w{layer}"));
            graph.Node.Add(Node("Relu", $"r{layer}", $"m{layer}"));
            (last, from) = ($"r{layer}", width);
        }
        AddWeights(graph, "w", from, 2, random);
        graph.Node.Add(Node("MatMul", "logits", last, "w"));
        graph.Node.Add(Node("Softmax", Output, "logits"));
        graph.Input.Add(Value(Input, inputs));
        graph.Output.Add(Value(Output, 2));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model.ToByteArray();
    }

    private static void AddWeights(GraphProto graph, string name, int rows, int columns, Random random)
    {
        // Deviations that keep the numbers as large as they come in, layer after layer.
        var scale = Math.Sqrt(6.0 / rows);
        float[] weights = [.. Enumerable.Range(0, rows * columns)
            .Select(_ => (float)(((random.NextDouble() * 2) - 1) * scale))];
        var tensor = new TensorProto
        {
            Name = name,
            DataType = Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(weights)),
        };
        tensor.Dims.Add([rows, columns]);
        graph.Initializer.Add(tensor);
    }

    private static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    private static ValueInfoProto Value(string name, int columns)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = Float, Shape = new() };
        tensor.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        tensor.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        return new() { Name = name, Type = new() { TensorType = tensor } };
    }
}
