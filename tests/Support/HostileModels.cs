using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ActiveLabel.Tests.Support;

/// <summary>Model files that want to read, kill, stall or fill what loads them; written field by field.</summary>
/// <remarks>The numbers are those of the fields in onnx.proto.</remarks>
public static class HostileModels
{
    private const int Float = 1, Int64 = 7;

    /// <summary>Twenty of them, by name.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["nothing"] = [],
        ["noise"] = Noise(4_096),
        ["a-page"] = Encoding.UTF8.GetBytes("<html><body>404</body></html>"),
        ["cut-short"] = Model(Graph([Node("Softmax", ["x"], ["y"])]))[..20],
        ["no-graph"] = Field(1, 8),
        ["endless-length"] = [0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x0a],
        ["nested-groups"] = [.. Enumerable.Repeat((byte)0x3b, 100_000)],
        ["external-data"] = Model(Graph([Node("Add", ["w", "w"], ["y"])], External("w", "../../secret", 4))),
        ["external-absolute"] = Model(Graph([Node("Add", ["w", "w"], ["y"])], External("w", "/etc/passwd", 64))),
        ["sigfpe"] = Model(Graph([Node("DepthToSpace", ["x"], ["y"], Attribute("blocksize", long.MaxValue))])),
        ["function-chain"] = FunctionChain(3_000),
        ["infinite-loop"] = Model(Graph([Node("Loop", ["m", "c", "x"], ["y"], Body(Graph([])))])),
        ["nested-ifs"] = Model(NestedIfs(2_000)),
        ["constant-16-gb"] = Model(Graph(
            [Node("ConstantOfShape", ["s"], ["y"])], Tensor("s", Int64, [1], Longs(1L << 32)))),
        ["negative-shape"] = Model(Graph([Node("Add", ["w", "w"], ["y"])], Tensor("w", Float, [-1, 4], new byte[16]))),
        ["overflowing-shape"] = Model(Graph(
            [Node("Add", ["w", "w"], ["y"])], Tensor("w", Float, [1L << 40, 1L << 40], new byte[16]))),
        ["short-tensor"] = Model(Graph([Node("Add", ["w", "w"], ["y"])], Tensor("w", Float, [1_000_000], new byte[4]))),
        ["own-operator"] = Model(Graph([Node("Shell", ["x"], ["y"])])),
        ["unknown-type"] = Model(Graph([Node("Add", ["w", "w"], ["y"])], Tensor("w", 8, [1], new byte[8]))),
        ["own-graph"] = Model(Graph([Node("Softmax", ["nowhere"], ["probabilities"])])),
    };

    /// <summary>One that is not hostile: y = softmax(x).</summary>
    public static byte[] Harmless { get; } = Model(
    [
        .. Field(1, Node("Softmax", ["x"], ["y"])), .. Field(2, Text("g")),
        .. Field(11, AnyShape("x")), .. Field(12, AnyShape("y")),
    ]);

    /// <summary>One that gets through and asks for 17 GB when it runs: y = softmax of 2³² numbers.</summary>
    public static byte[] Hungry { get; } = Model(
    [
        .. Field(1, Node("Expand", ["x", "s"], ["wide"])), .. Field(1, Node("Softmax", ["wide"], ["y"])),
        .. Field(2, Text("g")), .. Field(5, Tensor("s", Int64, [3], [.. Longs(1L << 31), .. Longs(1), .. Longs(2)])),
        .. Field(11, AnyShape("x")), .. Field(12, AnyShape("y")),
    ]);

    /// <summary>
    /// One that gets through, is loaded and answers as the harmless one does, until an item has a 6: it divides the
    /// least integer by d = x - 7, and the quotient by -1 is none. OnnxRuntime looks for d = 0 alone.
    /// </summary>
    public static byte[] Poisoned { get; } = Model(
    [
        .. Field(1, Node("Cast", ["x"], ["i"], Attribute("to", Int64))),
        .. Field(1, Node("Sub", ["i", "c"], ["d"])), .. Field(1, Node("Div", ["l", "d"], ["q"])),
        .. Field(1, Node("Cast", ["q"], ["f"], Attribute("to", Float))),
        .. Field(1, Node("Mul", ["f", "z"], ["n"])), .. Field(1, Node("Add", ["x", "n"], ["m"])),
        .. Field(1, Node("Softmax", ["m"], ["y"])), .. Field(2, Text("g")),
        .. Field(5, Tensor("c", Int64, [1], Longs(7))), .. Field(5, Tensor("l", Int64, [1], Longs(long.MinValue))),
        .. Field(5, Tensor("z", Float, [1], new byte[4])),
        .. Field(11, AnyShape("x")), .. Field(12, AnyShape("y")),
    ]);

    /// <summary>Puts a file where models are kept, with a card that fits it.</summary>
    public static void Plant(string models, string name, byte[] file)
    {
        var version = Path.Combine(models, name, "1");
        Directory.CreateDirectory(version);
        File.WriteAllBytes(Path.Combine(version, "model.onnx"), file);
        File.WriteAllBytes(Path.Combine(version, "model.json"), JsonSerializer.SerializeToUtf8Bytes(new
        {
            format = "activelabel-text-classifier/1",
            name,
            version = 1,
            labels = new[] { "a", "b" },
            features = new { },
            inputs = Array.Empty<object>(),
            outputs = new[] { new { name = "probabilities", datatype = "FP32", shape = new[] { -1, 2 } } },
            temperature = 1.0,
            sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
            training = new
            {
                trainer = "by hand",
                seed = 1,
                examples = 1,
                examplesByLabel = new[] { 1, 1 },
                calibrationExamples = 0,
                crossValidation = (object?)null,
                calibration = (object?)null,
            },
        }));
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Model(byte[] graph, params byte[][] more)
        => [.. Field(1, 8), .. Field(7, graph), .. Field(8, Field(2, 17)), .. more.SelectMany(part => part)];

    private static byte[] Graph(byte[][] nodes, params byte[][] tensors)
        =>
        [
            .. nodes.SelectMany(node => Field(1, node)), .. Field(2, Text("g")),
            .. tensors.SelectMany(tensor => Field(5, tensor)), .. Field(11, Value("x")), .. Field(12, Value("y")),
        ];

    private static byte[] Value(string name)
        => [.. Field(1, Text(name)), .. Field(2, Field(1, [.. Field(1, Float), .. Field(2, [])]))];

    private static byte[] AnyShape(string name)
        => [.. Field(1, Text(name)), .. Field(2, Field(1, Field(1, Float)))];

    private static byte[] Node(string operation, string[] inputs, string[] outputs, params byte[][] attributes)
        =>
        [
            .. inputs.SelectMany(input => Field(1, Text(input))),
            .. outputs.SelectMany(output => Field(2, Text(output))),
            .. Field(4, Text(operation)),
            .. attributes.SelectMany(attribute => Field(5, attribute)),
        ];

    private static byte[] Attribute(string name, long value)
        => [.. Field(1, Text(name)), .. Field(3, value), .. Field(20, 2)];

    private static byte[] Body(byte[] graph) => [.. Field(1, Text("body")), .. Field(6, graph), .. Field(20, 5)];

    private static byte[] NestedIfs(int depth)
    {
        var graph = Graph([Node("Softmax", ["x"], ["y"])]);
        for (var level = 0; level < depth; level++)
            graph = Graph([Node("If", ["x"], ["y"], Body(graph))]);
        return graph;
    }

    private static byte[] FunctionChain(int length)
        => Model(
            Graph([Node("f0", ["x"], ["y"])]),
            [.. Enumerable.Range(0, length).Select(index => Field(25,
                [.. Field(1, Text($"f{index}")), .. Field(7, Node($"f{index + 1}", ["x"], ["y"]))]))]);

    private static byte[] External(string name, string location, long length)
        =>
        [
            .. Field(1, length), .. Field(2, Float), .. Field(8, Text(name)),
            .. Field(13, [.. Field(1, Text("location")), .. Field(2, Text(location))]), .. Field(14, 1),
        ];

    private static byte[] Tensor(string name, int type, long[] shape, byte[] raw)
        =>
        [
            .. shape.SelectMany(length => Field(1, length)), .. Field(2, type), .. Field(8, Text(name)),
            .. Field(9, raw),
        ];

    private static byte[] Longs(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Field(int number, long value)
        => [.. Varint((ulong)(number << 3)), .. Varint(unchecked((ulong)value))];

    private static byte[] Field(int number, byte[] value)
        => [.. Varint((ulong)((number << 3) | 2)), .. Varint((ulong)value.Length), .. value];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
