namespace ActiveLabel.Domain.Predictions;

/// <summary>What the answers of an uploaded model are.</summary>
public enum ModelKind
{
    /// <summary>A probability for each choice.</summary>
    Classifier = 0,

    /// <summary>A vector: what lies near each other is alike.</summary>
    Embedder = 1,

    /// <summary>Parts of a text, each with a label.</summary>
    TokenClassifier = 2,

    /// <summary>Rectangles in an image, each with a label.</summary>
    Detector = 3,
}

/// <summary>What an uploaded model reads, what its numbers mean and how it is run; stored beside its file.</summary>
public sealed record ModelManifest(ModelKind Kind, ModelInput Input, ModelOutput Output, ModelRunning Running)
{
    /// <returns>What is wrong with it and what to do, or null.</returns>
    public string? Validate()
    {
        if (!Enum.IsDefined(Kind))
            return "This kind of model is unknown.";
        if (Kind == ModelKind.TokenClassifier && Input.Tokens is null)
            return "A token classifier reads tokens; say how they are made.";
        if (Kind == ModelKind.Detector && (Input.Image is null || Output.Boxes is null))
            return "A detector reads an image and has 'boxes'; say how both are meant.";
        return Input.Validate() ?? Output.Validate(Kind) ?? Running.Validate();
    }
}

/// <summary>What is read of an item: of tokens, image and numbers exactly one is given.</summary>
/// <param name="Kind">The part of the item that is read.</param>
public sealed record ModelInput(
    InputKind Kind, TokenInput? Tokens = null, ImageInput? Image = null, NumberInput? Numbers = null)
{
    internal string? Validate()
    {
        if (new object?[] { Tokens, Image, Numbers }.Count(given => given is not null) != 1)
            return "Say one of 'tokens', 'image' and 'numbers': how the model reads an item.";
        var fits = Kind switch
        {
            InputKind.Text or InputKind.Pair => Tokens is not null,
            InputKind.Image => Image is not null,
            InputKind.Pixels or InputKind.Fields => Numbers is not null,
            _ => false,
        };
        return fits
            ? Tokens?.Validate() ?? Image?.Validate() ?? Numbers?.Validate(Kind)
            : "Texts and pairs are read as tokens, images as an image, pixels and fields as numbers.";
    }
}

/// <summary>How words become the numbers of tokens.</summary>
public enum TokenizerKind
{
    /// <summary>BERT's: a vocabulary with a piece in each line.</summary>
    WordPiece = 0,

    /// <summary>GPT-2's and RoBERTa's: a JSON object of pieces and their numbers, and a file of merges.</summary>
    BytePair = 1,

    /// <summary>T5's, XLM-RoBERTa's and others': a file of SentencePiece.</summary>
    SentencePiece = 2,
}

/// <param name="Vocabulary">SHA-256 of the tokenizer's file, lower-case hexadecimal.</param>
/// <param name="Merges">SHA-256 of the file of merges; for byte pairs alone.</param>
/// <param name="IdsTensor">Name of the input for the tokens, int64 [batch, length].</param>
/// <param name="MaskTensor">Name of the input that tells tokens from padding; null where there is none.</param>
/// <param name="TypesTensor">Name of the input that tells a pair's second part from its first; null for none.</param>
/// <param name="LengthMax">Tokens that are read, 8 to 2,048; what follows is not.</param>
/// <param name="Begin">Token before a text; null for none.</param>
/// <param name="End">Token behind a text, and between two; null for none.</param>
/// <param name="Pad">Token that fills up shorter texts.</param>
public sealed record TokenInput(
    TokenizerKind Tokenizer,
    string Vocabulary,
    string? Merges = null,
    string IdsTensor = "input_ids",
    string? MaskTensor = "attention_mask",
    string? TypesTensor = null,
    int LengthMax = 256,
    bool IsLowerCase = true,
    string? Begin = "[CLS]",
    string? End = "[SEP]",
    string Pad = "[PAD]")
{
    internal string? Validate()
        => LengthMax is < 8 or > 2_048
            ? "A model reads 8 to 2,048 tokens; correct 'lengthMax'."
            : (Tokenizer == TokenizerKind.BytePair) != (Merges is not null)
                ? "A byte-pair tokenizer has a file of merges, the others have none."
                : null;
}

/// <summary>How an image gets the size that a model reads.</summary>
public enum ImageFit
{
    /// <summary>Its sides are stretched, each as it must be.</summary>
    Stretch = 0,

    /// <summary>Its shorter side fits; of the longer one the middle is read.</summary>
    Crop = 1,

    /// <summary>Its longer side fits; the rest is grey.</summary>
    Letterbox = 2,
}

/// <param name="Tensor">Name of the input, float.</param>
/// <param name="Width">1 to 4,096.</param>
/// <param name="Height">1 to 4,096.</param>
/// <param name="Mean">Of each channel: what is read is (pixel / 255 - mean) / deviation.</param>
/// <param name="Deviation">Of each channel, more than 0.</param>
/// <param name="IsGray">One channel in place of three.</param>
/// <param name="IsBlueFirst">Blue, green, red in place of red, green, blue.</param>
/// <param name="IsChannelsLast">[batch, height, width, channel] in place of [batch, channel, height, width].</param>
public sealed record ImageInput(
    string Tensor,
    int Width,
    int Height,
    ImageFit Fit = ImageFit.Stretch,
    IReadOnlyList<double>? Mean = null,
    IReadOnlyList<double>? Deviation = null,
    bool IsGray = false,
    bool IsBlueFirst = false,
    bool IsChannelsLast = false)
{
    public int Channels => IsGray ? 1 : 3;

    internal string? Validate()
        => Width is < 1 or > 4_096 || Height is < 1 or > 4_096
            ? "An image is read with 1 to 4,096 pixels a side."
            : (Mean is not null && Mean.Count != Channels) || (Deviation is not null && Deviation.Count != Channels)
                ? "Mean and deviation have a number for each channel."
                : Deviation?.All(deviation => deviation > 0) is false ? "A deviation is more than 0." : null;
}

/// <param name="Tensor">Name of the input, float.</param>
/// <param name="Shape">Of one item; its product is how many numbers are read.</param>
/// <param name="Fields">Names of the item's data, in order; null where the item has an array of pixels.</param>
/// <param name="Scale">Each number is multiplied by it.</param>
public sealed record NumberInput(
    string Tensor, IReadOnlyList<int> Shape, IReadOnlyList<string>? Fields = null, double Scale = 1)
{
    public const int NumbersMax = 262_144;

    /// <summary>How many numbers are read of an item.</summary>
    public int Count => Shape.Aggregate(1, (product, length) => checked(product * length));

    internal string? Validate(InputKind kind)
    {
        if (Shape.Count is 0 or > 4 || Shape.Any(length => length is < 1 or > NumbersMax)
            || Shape.Aggregate(1L, (product, length) => product * length) > NumbersMax)
            return $"The shape of an item's numbers has 1 to 4 lengths, {NumbersMax} numbers in all.";
        if ((kind == InputKind.Fields) != (Fields is not null))
            return "Fields are named where an item's fields are read, and nowhere else.";
        return Fields is not null && Fields.Count != Count ? "There are as many fields as numbers." : null;
    }
}

/// <summary>What makes probabilities, or a vector, of the numbers that come out.</summary>
public enum Activation
{
    /// <summary>They are probabilities already.</summary>
    None = 0,

    /// <summary>They are logits; together they make one distribution.</summary>
    Softmax = 1,

    /// <summary>They are logits of yes or no, each by itself; a single one is that of the second label.</summary>
    Sigmoid = 2,
}

/// <summary>What makes one vector of the vectors of a text's tokens.</summary>
public enum Pooling
{
    /// <summary>There is one vector already.</summary>
    None = 0,

    /// <summary>Their mean, padding left out.</summary>
    Mean = 1,

    /// <summary>The first one.</summary>
    First = 2,
}

/// <param name="Tensor">Name of the output.</param>
/// <param name="Labels">In the order of the numbers; none for an embedder.</param>
/// <param name="Boxes">For detectors alone.</param>
public sealed record ModelOutput(
    string Tensor,
    IReadOnlyList<ModelLabel> Labels,
    Activation Activation = Activation.Softmax,
    Pooling Pooling = Pooling.None,
    BoxOutput? Boxes = null)
{
    public const int LabelsMax = 10_000;

    internal string? Validate(ModelKind kind)
        => kind == ModelKind.Embedder
            ? Labels.Count > 0 ? "An embedder has no labels." : null
            : Labels.Count is < 1 or > LabelsMax ? $"A model has 1 to {LabelsMax} labels."
            : kind == ModelKind.Classifier && !Labels.Any(label => label.Choice is not null)
                ? "At least one label of a classifier stands for a choice."
                : null;
}

/// <param name="Name">What the model calls it.</param>
/// <param name="Choice">Key of the choice that it stands for; null for none. Several may stand for one.</param>
public sealed record ModelLabel(string Name, string? Choice = null);

/// <param name="BoxesTensor">Name of the output [batch, boxes, 4]; <see cref="ModelOutput.Tensor"/> is that of the
/// scores, [batch, boxes, labels].</param>
/// <param name="IsCentered">Middle, width and height in place of left, top, right and bottom.</param>
/// <param name="IsRelative">Shares of the width and height in place of pixels of the image as it is read.</param>
/// <param name="ScoreMin">What is less sure is left out.</param>
/// <param name="OverlapMax">Of two boxes of a label that overlap by more (intersection over union) one is kept.</param>
/// <param name="BoxesMax">1 to 1,000.</param>
public sealed record BoxOutput(
    string BoxesTensor,
    bool IsCentered = false,
    bool IsRelative = false,
    double ScoreMin = 0.25,
    double OverlapMax = 0.45,
    int BoxesMax = 100);

/// <param name="BatchMax">Inputs of one run, 1 to 256.</param>
/// <param name="DelayMilliseconds">How long a run waits for more inputs to come, 0 to 100.</param>
/// <param name="Threads">Of one run, 1 to 16.</param>
public sealed record ModelRunning(int BatchMax = 32, int DelayMilliseconds = 2, int Threads = 1)
{
    internal string? Validate()
        => BatchMax is < 1 or > 256 || DelayMilliseconds is < 0 or > 100 || Threads is < 1 or > 16
            ? "A run has 1 to 256 inputs, waits 0 to 100 ms and has 1 to 16 threads."
            : null;
}
