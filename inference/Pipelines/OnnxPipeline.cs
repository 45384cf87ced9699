using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>An uploaded model as its manifest says: encode, run, decode. Safe for several threads.</summary>
internal sealed class OnnxPipeline : IModel
{
    private readonly OnnxSession _session;
    private readonly IEncoder _encoder;
    private readonly IDecoder _decoder;
    private readonly int _batchMax;

    /// <param name="files">Those that the manifest names by their hash.</param>
    /// <exception cref="InvalidDataException">The file, or one of the others, is refused.</exception>
    public OnnxPipeline(byte[] file, ModelCard card, IReadOnlyDictionary<string, byte[]> files)
    {
        var manifest = card.Manifest ?? throw new InvalidDataException("its card has no manifest");
        if (manifest.Validate() is { } problem)
            throw new InvalidDataException(problem);
        _batchMax = manifest.Running.BatchMax;
        _encoder = manifest.Input switch
        {
            { Tokens: { } tokens } => new TokenEncoder(tokens, manifest.Input.Kind, files),
            { Image: { } image } => new ImageEncoder(image),
            { Numbers: { } numbers } => new NumberEncoder(numbers),
            _ => throw new InvalidDataException("its manifest says nothing of its input"),
        };
        _decoder = manifest.Kind switch
        {
            ModelKind.Classifier => new ClassDecoder(manifest.Output, card.Labels, card.Scaling),
            ModelKind.Embedder => new VectorDecoder(manifest.Output),
            ModelKind.TokenClassifier => new SpanDecoder(manifest.Output),
            _ => new BoxDecoder(manifest.Output, manifest.Input.Image),
        };
        OnnxGuard.CheckUpload(file);
        _session = new(file, manifest.Running.Threads);
        try
        {
            Check(_session.Inputs.Keys, _encoder.Tensors, "input", isWhole: true);
            Check(_session.Outputs.Keys, _decoder.Tensors, "output", isWhole: false);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public ModelAnswer Answer(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var rows = new DecodedRow[inputs.Count];
        foreach (var encoded in _encoder.Encode(inputs, _batchMax))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = encoded;
            using var outputs = _session.Run(
                [.. batch.Tensors.Select(tensor => tensor.Name)],
                [.. batch.Tensors.Select(tensor => tensor.Value)],
                _decoder.Tensors,
                cancellationToken);
            var decoded = _decoder.Decode(batch, [.. outputs]);
            for (var row = 0; row < decoded.Count; row++)
                rows[batch.Rows[row]] = decoded[row];
        }
        var columns = rows.Length == 0 ? _decoder.Columns : rows[0].Numbers.Length;
        if (rows.Any(row => row.Numbers.Length != columns))
            throw new InvalidDataException("It answers inputs with different numbers of numbers.");
        var numbers = new float[rows.Length * columns];
        for (var row = 0; row < rows.Length; row++)
            rows[row].Numbers.CopyTo(numbers, row * columns);
        return new(
            columns,
            numbers,
            _decoder.Finds ? [.. rows.Select(row => row.Found ?? "[]")] : null);
    }

    public void Try() => Answer([_encoder.Sample], CancellationToken.None);

    public void Dispose() => _session.Dispose();

    private static void Check(IEnumerable<string> has, IReadOnlyList<string> named, string what, bool isWhole)
    {
        var known = has.ToHashSet(StringComparer.Ordinal);
        if (named.FirstOrDefault(name => !known.Contains(name)) is { } missing)
            throw new InvalidDataException(
                $"The model has no {what} '{missing}'; it has {string.Join(", ", known.Order().Take(20))}.");
        if (isWhole && known.FirstOrDefault(name => !named.Contains(name)) is { } more)
            throw new InvalidDataException($"The model's {what} '{more}' is not in the manifest.");
    }
}
