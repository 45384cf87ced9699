using System.Text;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using Microsoft.ML.Tokenizers;

namespace ActiveLabel.Inference.Pipelines;

/// <param name="Id">Its number in the vocabulary.</param>
/// <param name="Start">Of its first character in the text; -1 for tokens that are not of the text.</param>
/// <param name="End">Behind its last character.</param>
internal readonly record struct Token(long Id, int Start, int End);

/// <summary>A tokenizer as its files say. Safe for several threads.</summary>
internal sealed class Tokenization
{
    public const int TextLengthMax = 65_536;
    private const int VocabularyMax = 2_000_000;

    private readonly Tokenizer _tokenizer;
    private readonly IReadOnlyDictionary<string, int> _vocabulary;

    /// <exception cref="InvalidDataException">A file is missing or is none of a tokenizer.</exception>
    public Tokenization(TokenInput input, IReadOnlyDictionary<string, byte[]> files)
    {
        var vocabulary = FileOf(input.Vocabulary, files);
        try
        {
            (_tokenizer, _vocabulary) = input.Tokenizer switch
            {
                TokenizerKind.WordPiece => WordPiece(vocabulary, input),
                TokenizerKind.BytePair => BytePair(vocabulary, FileOf(input.Merges ?? "", files), input),
                _ => SentencePiece(vocabulary),
            };
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or JsonException
            or FormatException or Google.Protobuf.InvalidProtocolBufferException or IOException)
        {
            throw new InvalidDataException($"The tokenizer's files are none of its kind: {e.Message}", e);
        }
    }

    /// <returns>The number of a token that the manifest names; null where it names none.</returns>
    /// <exception cref="InvalidDataException">The vocabulary has it not.</exception>
    public long? IdOf(string? token)
        => token is null ? null
            : _vocabulary.TryGetValue(token, out var id) ? id
            : throw new InvalidDataException($"The tokenizer has no token '{token}'; correct the manifest.");

    /// <returns>The text's own tokens, without the blanks around them; a text beyond the limit is cut.</returns>
    public IReadOnlyList<Token> Read(string text)
    {
        if (text.Length > TextLengthMax)
            text = text[..TextLengthMax];
        var tokens = _tokenizer.EncodeToTokens(text, out var normalized);
        var places = normalized is null || normalized == text ? null : LetterPlaces.Of(text, normalized);
        var read = new List<Token>(tokens.Count);
        foreach (var token in tokens)
        {
            var (start, end) = (PlaceOf(token.Offset.Start.Value), PlaceOf(token.Offset.End.Value));
            while (start < end && char.IsWhiteSpace(text[start]))
                start++;
            while (start < end && char.IsWhiteSpace(text[end - 1]))
                end--;
            read.Add(new(token.Id, start, end));
        }
        return read;

        int PlaceOf(int offset) => Math.Min(text.Length, places is null ? offset : places[offset]);
    }

    private static (Tokenizer, IReadOnlyDictionary<string, int>) WordPiece(byte[] file, TokenInput input)
    {
        string[] pieces = [.. Encoding.UTF8.GetString(file).Split('\n').Select(line => line.TrimEnd('\r'))];
        if (pieces.Length is < 2 or > VocabularyMax)
            throw new InvalidDataException($"A vocabulary has 2 to {VocabularyMax} pieces, each in a line.");
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < pieces.Length; id++)
            if (pieces[id].Length > 0)
                vocabulary.TryAdd(pieces[id], id);
        if (!vocabulary.ContainsKey("[UNK]"))
            throw new InvalidDataException("The vocabulary has no [UNK].");
        // Tokens point at letters of the text: nothing may shift them.
        var options = new BertOptions
        {
            LowerCaseBeforeTokenization = input.IsLowerCase,
            RemoveNonSpacingMarks = false,
            SeparatorToken = input.End ?? "[SEP]",
            ClassificationToken = input.Begin ?? "[CLS]",
            PaddingToken = input.Pad,
            // Nothing is masked here, and a vocabulary need not have a token for it.
            MaskingToken = "[UNK]",
        };
        using var stream = new MemoryStream(file);
        return (BertTokenizer.Create(stream, options), vocabulary);
    }

    private static (Tokenizer, IReadOnlyDictionary<string, int>) BytePair(
        byte[] file, byte[] merges, TokenInput input)
    {
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(file) ?? [];
        if (vocabulary.Count is < 2 or > VocabularyMax)
            throw new InvalidDataException($"A vocabulary has 2 to {VocabularyMax} pieces.");
        string[] named = [.. new[] { input.Begin, input.End, input.Pad }.OfType<string>().Distinct()];
        var options = new BpeOptions(vocabulary)
        {
            Merges = [.. Encoding.UTF8.GetString(merges).Split('\n').Select(line => line.TrimEnd('\r'))
                .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))],
            ByteLevel = true,
            PreTokenizer = RobertaPreTokenizer.Instance,
            SpecialTokens = named.Where(vocabulary.ContainsKey)
                .ToDictionary(token => token, token => vocabulary[token]),
        };
        return (BpeTokenizer.Create(options), vocabulary);
    }

    private static (Tokenizer, IReadOnlyDictionary<string, int>) SentencePiece(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var tokenizer = SentencePieceTokenizer.Create(
            stream, addBeginningOfSentence: false, addEndOfSentence: false);
        return (tokenizer, tokenizer.Vocabulary);
    }

    private static byte[] FileOf(string hash, IReadOnlyDictionary<string, byte[]> files)
        => files.TryGetValue(hash, out var file)
            ? file
            : throw new InvalidDataException("A file of the tokenizer is missing.");
}
