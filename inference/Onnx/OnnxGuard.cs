using Google.Protobuf;

namespace ActiveLabel.Inference.Onnx;

/// <summary>Reads a model file before OnnxRuntime does, and refuses what our models have no need of.</summary>
/// <remarks>
/// OnnxRuntime resolves external data of a model that is loaded from bytes below the working directory; some operators
/// end the process on hostile attributes. So the file may have only the fields of onnx_min.proto, whose messages do not
/// nest without end, only the operators of <see cref="OnnxWriter"/>, and only tensors as long as they say.
/// </remarks>
internal static class OnnxGuard
{
    public const int BytesMax = 512 * 1024 * 1024;

    private static readonly HashSet<string> Operators =
        ["Gather", "Unsqueeze", "MatMul", "Squeeze", "Add", "Softmax"];

    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <exception cref="InvalidDataException">The file is refused; the message says why.</exception>
    public static void Check(byte[] file)
    {
        if (file.Length > BytesMax)
            throw new InvalidDataException($"The model has {file.Length} bytes; {BytesMax} are the most.");
        var model = Parse(file);
        var tensors = model.Graph?.Initializer ?? throw new InvalidDataException("The model has no graph.");
        foreach (var tensor in tensors)
        {
            if (tensor.DataLocation != 0 || tensor.ExternalData.Count > 0)
                throw new InvalidDataException($"Tensor '{tensor.Name}' has external data; a model is a single file.");
            if (tensor.RawData.Length != Bytes(tensor))
                throw new InvalidDataException($"Tensor '{tensor.Name}' is not as long as its shape says.");
        }
        foreach (var node in model.Graph.Node)
            if (!Operators.Contains(node.OpType))
                throw new InvalidDataException($"Operator '{node.OpType}' is not one that is run here.");
        if (model.CalculateSize() != file.Length)
            throw new InvalidDataException("The model has parts that are not read here, so it is not loaded.");
    }

    private static ModelProto Parse(byte[] file)
    {
        try
        {
            return Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("The file is no ONNX model.", e);
        }
    }

    private static long Bytes(TensorProto tensor)
    {
        var size = tensor.DataType switch
        {
            1 or 6 => 4L,
            7 => 8L,
            _ => throw new InvalidDataException($"Tensor '{tensor.Name}' has a type that is not read here."),
        };
        foreach (var length in tensor.Dims)
            size = length is >= 0 and <= BytesMax && size <= BytesMax ? size * length : -1;
        return size;
    }
}
