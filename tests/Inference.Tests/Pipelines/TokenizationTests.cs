using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Pipelines;
using Google.Protobuf;
using Xunit;

namespace ActiveLabel.Inference.Tests.Pipelines;

/// <summary>Tokenizers from files that are written here, as they are for BERT, GPT-2, T5 and XLM-RoBERTa.</summary>
public sealed class TokenizationTests
{
    private static readonly byte[] Vocabulary = SmallGraph.Text("""
        {"<s>":0,"<pad>":1,"</s>":2,"<unk>":3,"l":4,"o":5,"w":6,"e":7,"r":8,"Ġ":9,"lo":10,"low":11,"Ġlow":12,"er":13}
        """);

    private static readonly byte[] Merges = SmallGraph.Text("#version: 0.2\nl o\nlo w\nĠ low\ne r\n");

    [Fact]
    public void Byte_pairs_are_merged_in_the_order_of_the_file_and_point_at_the_text()
    {
        var tokens = Tokens(BytePairs(), "low lower", Vocabulary, Merges);

        Assert.Equal([11, 12, 13], tokens.Select(token => token.Id));
        Assert.Equal(["low", "low", "er"], tokens.Select(token => "low lower"[token.Start..token.End]));
    }

    [Theory]
    [InlineData(UnigramModel)]
    [InlineData(BytePairModel)]
    public void Sentence_pieces_are_read_whichever_way_the_file_was_trained(int kind)
    {
        var file = SentencePieces(kind);
        var input = new TokenInput(
            TokenizerKind.SentencePiece, SmallGraph.HashOf(file), Begin: "<s>", End: "</s>", Pad: "<unk>");

        var tokens = Tokens(input, "low lower", file);

        Assert.Equal([3, 3, 4], tokens.Select(token => token.Id));
        Assert.Equal(["low", "low", "er"], tokens.Select(token => "low lower"[token.Start..token.End]));
    }

    [Theory]
    [InlineData("  low \n low  ")]
    [InlineData(" low low")]
    public void Blanks_that_a_tokenizer_leaves_out_move_nothing(string text)
    {
        var file = SentencePieces(UnigramModel);
        var input = new TokenInput(
            TokenizerKind.SentencePiece, SmallGraph.HashOf(file), Begin: "<s>", End: "</s>", Pad: "<unk>");

        var tokens = Tokens(input, text, file).Where(token => token.Id == 3).ToList();

        Assert.Equal([text.IndexOf("low", StringComparison.Ordinal), text.LastIndexOf("low", StringComparison.Ordinal)],
            tokens.Select(token => token.Start));
        Assert.All(tokens, token => Assert.Equal("low", text[token.Start..token.End]));
    }

    [Theory]
    [InlineData("ada 北京 rome", "北")]
    [InlineData("ada\u200d\u0007 rome", "rome")]
    [InlineData("  ADA,  rome", "rome")]
    public void What_BERT_puts_in_or_leaves_out_moves_nothing(string text, string word)
    {
        byte[] words = SmallGraph.Text("[PAD]\n[UNK]\n[CLS]\n[SEP]\nada\nrome\n北\n京\n,\n");
        var id = Array.IndexOf(System.Text.Encoding.UTF8.GetString(words).Split('\n'), word);
        var input = new TokenInput(TokenizerKind.WordPiece, SmallGraph.HashOf(words));

        var token = Assert.Single(Tokens(input, text, words), token => token.Id == id);

        Assert.Equal(word, text[token.Start..token.End]);
    }

    [Theory]
    [InlineData("ﬁre x", "▁fire▁x", "x")]
    [InlineData("cafe\u0301 x", "▁café▁x", "x")]
    [InlineData("① x", "▁1▁x", "x")]
    [InlineData("🎈 x", "▁🎈▁x", "x")]
    public void Letters_that_are_taken_apart_or_together_move_nothing_behind_them(
        string text, string normalized, string word)
    {
        var places = LetterPlaces.Of(text, normalized);

        var at = places[normalized.IndexOf(word, StringComparison.Ordinal)];
        Assert.Equal(text.IndexOf(word, StringComparison.Ordinal), at);
        Assert.Equal(text.Length, places[^1]);
    }

    [Fact]
    public void A_text_stands_between_its_marks_and_is_filled_up_with_padding()
    {
        using var batch = Assert.Single(new TokenEncoder(
            BytePairs(), InputKind.Text, Files(Vocabulary, Merges)).Encode(["low lower"], batchMax: 4));

        Assert.Equal(["input_ids", "attention_mask"], batch.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(
            [0, 11, 12, 13, 2, 1, 1, 1], batch.Tensors[0].Value.GetTensorDataAsSpan<long>().ToArray());
        Assert.Equal(
            [1, 1, 1, 1, 1, 0, 0, 0], batch.Tensors[1].Value.GetTensorDataAsSpan<long>().ToArray());
    }

    [Theory]
    [InlineData("not json", "l o")]
    [InlineData("""{"a":0,"b":1}""", "no merge of this vocabulary")]
    public void Files_that_are_no_tokenizers_are_refused(string vocabulary, string merges)
    {
        var (words, pairs) = (SmallGraph.Text(vocabulary), SmallGraph.Text(merges));
        var input = BytePairs() with { Vocabulary = SmallGraph.HashOf(words), Merges = SmallGraph.HashOf(pairs) };

        Assert.Throws<InvalidDataException>(() => new Tokenization(input, Files(words, pairs)));
    }

    [Fact]
    public void A_mark_that_the_vocabulary_does_not_have_is_named()
    {
        var error = Assert.Throws<InvalidDataException>(() => new TokenEncoder(
            BytePairs() with { Begin = "[CLS]" }, InputKind.Text, Files(Vocabulary, Merges)));

        Assert.Contains("[CLS]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_is_two_texts_and_the_model_is_told_which_token_is_of_which()
    {
        byte[] words = SmallGraph.Text("[PAD]\n[UNK]\n[CLS]\n[SEP]\nada\nrome\n");
        var manifest = new ModelManifest(
            ModelKind.Classifier,
            new(InputKind.Pair, new TokenInput(
                TokenizerKind.WordPiece, SmallGraph.HashOf(words), IdsTensor: "ids", MaskTensor: null,
                TypesTensor: "types")),
            new("logits", [new("0", "cat"), new("1", "dog")]),
            new());
        using var model = SmallGraph.Load(Difference(rows: 6), manifest, words);

        var answer = model.Answer(
            [
                """{"left":{"name":"Ada"},"right":{"name":"ada"}}""",
                """{"left":{"name":"Ada","town":"Rome"},"right":{"name":"Ada"}}""",
                """{"left":{"name":"Ada"},"right":{"town":"Rome","name":"Ada"}}""",
            ],
            CancellationToken.None);

        // Rome weighs 2: on the left for the first choice, on the right against it, on both sides nothing.
        var sure = (float)(1 / (1 + Math.Exp(-2)));
        Assert.Equal(
            [0.5f, 0.5f, sure, 1 - sure, 1 - sure, sure], answer.Numbers, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    private const int UnigramModel = 1, BytePairModel = 2;

    private static TokenInput BytePairs() => new(
        TokenizerKind.BytePair, SmallGraph.HashOf(Vocabulary), SmallGraph.HashOf(Merges), Begin: "<s>", End: "</s>",
        Pad: "<pad>");

    private static IReadOnlyList<Token> Tokens(TokenInput input, string text, params byte[][] files)
        => new Tokenization(input, Files(files)).Read(text);

    private static Dictionary<string, byte[]> Files(params byte[][] files)
        => files.ToDictionary(SmallGraph.HashOf);

    /// <summary>logits = Σ over tokens of ± their row: + in the first text, - in the second.</summary>
    private static byte[] Difference(int rows)
    {
        var table = new float[rows * 2];
        (table[(rows - 2) * 2], table[(rows - 1) * 2]) = (5, 2);
        return SmallGraph.Model(
            [
                SmallGraph.Node("Gather", "words", "table", "ids"),
                SmallGraph.Node("Cast", "second", "types").WithInt("to", SmallGraph.Float),
                SmallGraph.Node("Mul", "twice", "second", "minusTwo"),
                SmallGraph.Node("Add", "sign", "twice", "one"),
                SmallGraph.Node("Unsqueeze", "signs", "sign", "last"),
                SmallGraph.Node("Mul", "signed", "words", "signs"),
                SmallGraph.Node("ReduceSum", "logits", "signed", "tokens").WithInt("keepdims", 0),
            ],
            [
                SmallGraph.Floats("table", table, rows, 2),
                SmallGraph.Floats("minusTwo", [-2], 1),
                SmallGraph.Floats("one", [1], 1),
                SmallGraph.Longs("last", 2),
                SmallGraph.Longs("tokens", 1),
            ],
            [("ids", SmallGraph.Int64, 2), ("types", SmallGraph.Int64, 2)],
            "logits");
    }

    /// <summary>A file of SentencePiece, by the field numbers of sentencepiece_model.proto.</summary>
    private static byte[] SentencePieces(int kind)
    {
        const int normal = 1, unknown = 2, control = 3;
        return
        [
            .. Piece("<unk>", 0, unknown), .. Piece("<s>", 0, control), .. Piece("</s>", 0, control),
            .. Piece("▁low", -1, normal), .. Piece("er", -2, normal), .. Piece("▁lo", -3, normal),
            .. Piece("▁l", -4, normal), .. Piece("▁", -5, normal), .. Piece("l", -6, normal),
            .. Piece("o", -7, normal), .. Piece("w", -8, normal), .. Piece("e", -9, normal),
            .. Piece("r", -10, normal),
            // How it was trained, and that a blank stands before a text.
            .. Message(2, output => Write(output, 3, kind)),
            .. Message(3, output => Write(output, 3, 1)),
        ];
    }

    private static byte[] Piece(string text, float score, int type)
        => Message(1, output =>
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(text);
            output.WriteTag(2, WireFormat.WireType.Fixed32);
            output.WriteFloat(score);
            Write(output, 3, type);
        });

    private static void Write(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static byte[] Message(int field, Action<CodedOutputStream> write)
    {
        using var inner = new MemoryStream();
        using (var output = new CodedOutputStream(inner, leaveOpen: true))
            write(output);
        using var outer = new MemoryStream();
        using (var output = new CodedOutputStream(outer, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(inner.ToArray()));
        }
        return outer.ToArray();
    }
}
