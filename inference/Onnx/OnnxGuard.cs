using Google.Protobuf;

namespace ActiveLabel.Inference.Onnx;

/// <summary>Reads a model file before OnnxRuntime does, and refuses what a model has no need of.</summary>
/// <remarks>
/// OnnxRuntime resolves external data of a model that is loaded from bytes below the working directory; some operators
/// end the process on hostile attributes, and loops need not end. So a file may have only the fields of onnx_min.proto,
/// whose messages do not nest without end, only operators that are known to be harmless, and only tensors as long as
/// they say. What gets through is run in a process of its own, with little memory and against the clock.
/// </remarks>
internal static class OnnxGuard
{
    /// <summary>The most bytes of a file; of those that somebody uploads <see cref="UploadBytesMax"/>.</summary>
    public const int BytesMax = 512 * 1024 * 1024;

    /// <summary>It is held several times while it is read.</summary>
    public const int UploadBytesMax = 256 * 1024 * 1024;

    private const int NodesMax = 50_000;

    private static readonly HashSet<string> OwnOperators =
        ["Gather", "Unsqueeze", "MatMul", "Squeeze", "Add", "Softmax", "Reshape", "Mul", "TreeEnsembleRegressor"];

    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <summary>For files that were written here.</summary>
    /// <exception cref="InvalidDataException">The file is refused; the message says why.</exception>
    public static void Check(byte[] file)
    {
        var model = Read(file, BytesMax);
        foreach (var node in model.Graph.Node)
            if (!OwnOperators.Contains(node.OpType))
                throw new InvalidDataException($"Operator '{node.OpType}' is not one that is run here.");
    }

    /// <summary>For files that somebody made elsewhere.</summary>
    /// <exception cref="InvalidDataException">The file is refused; the message says why.</exception>
    public static void CheckUpload(byte[] file)
    {
        var model = Read(file, UploadBytesMax);
        if (model.Graph.Node.Count is 0 or > NodesMax)
            throw new InvalidDataException($"A model has 1 to {NodesMax} nodes.");
        foreach (var node in model.Graph.Node)
        {
            OnnxOperators.Check(node);
            foreach (var tensor in node.Attribute.Where(attribute => attribute.T is not null).Select(own => own.T))
                Check(tensor);
        }
    }

    private static ModelProto Read(byte[] file, int bytesMax)
    {
        if (file.Length > bytesMax)
            throw new InvalidDataException($"The model has {file.Length} bytes; {bytesMax} are the most.");
        var model = Parse(file, Parser);
        foreach (var tensor in model.Graph?.Initializer ?? throw new InvalidDataException("The model has no graph."))
            Check(tensor);
        // However a writer packs its numbers, both readings do it alike: they differ by what only one of them keeps.
        if (model.CalculateSize() != Parse(file, ModelProto.Parser).CalculateSize())
            throw new InvalidDataException("The model has parts that are not read here, so it is not loaded.");
        return model;
    }

    private static ModelProto Parse(byte[] file, MessageParser<ModelProto> parser)
    {
        try
        {
            return parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("The file is no ONNX model.", e);
        }
    }

    private static void Check(TensorProto tensor)
    {
        if (tensor.DataLocation != 0 || tensor.ExternalData.Count > 0)
            throw new InvalidDataException($"Tensor '{tensor.Name}' has external data; a model is a single file.");
        var count = 1L;
        foreach (var length in tensor.Dims)
            count = length is >= 0 and <= BytesMax && count <= BytesMax ? count * length : -1;
        var fits = tensor.RawData.Length > 0
            ? tensor.RawData.Length == count * BytesOf(tensor)
            : count == Numbers(tensor);
        if (count < 0 || !fits)
            throw new InvalidDataException($"Tensor '{tensor.Name}' is not as long as its shape says.");
    }

    private static long Numbers(TensorProto tensor) => tensor.DataType switch
    {
        1 => tensor.FloatData.Count,
        2 or 3 or 4 or 5 or 6 or 9 or 10 or 16 => tensor.Int32Data.Count,
        7 => tensor.Int64Data.Count,
        11 => tensor.DoubleData.Count,
        12 or 13 => tensor.Uint64Data.Count,
        _ => throw TypeOf(tensor),
    };

    private static long BytesOf(TensorProto tensor) => tensor.DataType switch
    {
        2 or 3 or 9 => 1,
        4 or 5 or 10 or 16 => 2,
        1 or 6 or 12 => 4,
        7 or 11 or 13 => 8,
        _ => throw TypeOf(tensor),
    };

    private static InvalidDataException TypeOf(TensorProto tensor)
        => new($"Tensor '{tensor.Name}' has a type that is not read here.");
}
