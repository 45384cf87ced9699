using System.Text.Json;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Inference.Pipelines;

/// <param name="Text">That the tokens point at.</param>
internal sealed record TokenizedText(string Text, IReadOnlyList<Token> Tokens)
{
    /// <summary>Tokens before the padding, those included that are not of the text.</summary>
    public int Count => Tokens.Count;
}

/// <summary>Texts, or two records as one text after the other, as the numbers of their tokens.</summary>
/// <remarks>
/// A text is filled up to the next of few lengths, and only texts of the same length share a run: what else is in its
/// batch changes nothing of its numbers.
/// </remarks>
internal sealed class TokenEncoder : IEncoder
{
    private static readonly int[] Lengths = [8, 16, 32, 64, 128, 256, 512, 1_024, 2_048];

    private readonly TokenInput _input;
    private readonly InputKind _kind;
    private readonly Tokenization _tokenization;
    private readonly long? _begin;
    private readonly long? _end;
    private readonly long _pad;

    /// <exception cref="InvalidDataException">A file of the tokenizer is missing or is none.</exception>
    public TokenEncoder(TokenInput input, InputKind kind, IReadOnlyDictionary<string, byte[]> files)
    {
        (_input, _kind, _tokenization) = (input, kind, new(input, files));
        (_begin, _end, _pad) = (
            _tokenization.IdOf(input.Begin), _tokenization.IdOf(input.End), _tokenization.IdOf(input.Pad) ?? 0);
        Tensors = [.. new[] { input.IdsTensor, input.MaskTensor, input.TypesTensor }.OfType<string>()];
    }

    public IReadOnlyList<string> Tensors { get; }

    public string Sample => _kind == InputKind.Pair ? """{"left":{"name":"a"},"right":{"name":"b"}}""" : "a text";

    public IEnumerable<EncodedBatch> Encode(IReadOnlyList<string> inputs, int batchMax)
    {
        var read = new (TokenizedText Text, int Second)[inputs.Count];
        for (var index = 0; index < read.Length; index++)
            read[index] = Read(inputs[index]);
        foreach (var same in Enumerable.Range(0, read.Length).GroupBy(index => LengthOf(read[index].Text.Count)))
            foreach (var rows in same.Chunk(batchMax))
                yield return Batch(rows, [.. rows.Select(row => read[row])], Math.Min(same.Key, _input.LengthMax));
    }

    private EncodedBatch Batch(int[] rows, (TokenizedText Text, int Second)[] texts, int length)
    {
        var (ids, mask, types) = (new long[rows.Length * length], new long[rows.Length * length],
            new long[rows.Length * length]);
        Array.Fill(ids, _pad);
        for (var row = 0; row < rows.Length; row++)
            for (var token = 0; token < texts[row].Text.Count; token++)
            {
                ids[(row * length) + token] = texts[row].Text.Tokens[token].Id;
                mask[(row * length) + token] = 1;
                types[(row * length) + token] = token >= texts[row].Second ? 1 : 0;
            }
        var tensors = new List<EncodedTensor> { EncodedTensor.Of(_input.IdsTensor, ids, rows.Length, length) };
        if (_input.MaskTensor is { } maskTensor)
            tensors.Add(EncodedTensor.Of(maskTensor, mask, rows.Length, length));
        if (_input.TypesTensor is { } typesTensor)
            tensors.Add(EncodedTensor.Of(typesTensor, types, rows.Length, length));
        return new(rows, tensors) { Texts = [.. texts.Select(text => text.Text)] };
    }

    /// <returns>The tokens, and where those of the second text begin.</returns>
    private (TokenizedText Text, int Second) Read(string input)
    {
        if (_kind != InputKind.Pair)
        {
            var room = _input.LengthMax - (_begin is null ? 0 : 1) - (_end is null ? 0 : 1);
            List<Token> all = [.. Special(_begin), .. _tokenization.Read(input).Take(room), .. Special(_end)];
            return (new(input, all), int.MaxValue);
        }
        var (left, right) = PairOf(input);
        var each = (_input.LengthMax - (_begin is null ? 0 : 1) - (_end is null ? 0 : 2)) / 2;
        List<Token> first = [.. Special(_begin), .. _tokenization.Read(left).Take(each), .. Special(_end)];
        return (new(input, [.. first, .. _tokenization.Read(right).Take(each), .. Special(_end)]), first.Count);
    }

    private static IEnumerable<Token> Special(long? id) => id is { } known ? [new(known, -1, -1)] : [];

    private static int LengthOf(int count) => Array.Find(Lengths, length => length >= count);

    private static (string Left, string Right) PairOf(string input)
    {
        try
        {
            using var pair = JsonDocument.Parse(input);
            return (TextOf(pair.RootElement, "left"), TextOf(pair.RootElement, "right"));
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    // Fields in the order of their names: how a record was written says nothing.
    private static string TextOf(JsonElement pair, string side)
        => pair.ValueKind == JsonValueKind.Object && pair.TryGetProperty(side, out var record)
            && record.ValueKind == JsonValueKind.Object
            ? string.Join(' ', record.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal)
                .Select(field => field.Value.ToString()).Where(value => value.Length > 0))
            : "";
}
