using ActiveLabel.Domain.Predictions;
using GraphQL;

namespace ActiveLabel.Api.ModelRegistry;

/// <summary>A file: its content, or what <c>POST /projects/{id}/models:stage</c> answered.</summary>
/// <param name="UploadId">Of a file that was sent before.</param>
/// <param name="Base64">The file itself; 512 KiB at the most, larger ones are sent before.</param>
[OneOf]
public sealed record FileInput(string? UploadId = null, string? Base64 = null);

/// <summary>What the model reads, what its numbers mean and how it is run.</summary>
/// <param name="Kind">What its answers are.</param>
/// <param name="Reads">The part of an item that it reads.</param>
/// <param name="Tokens">For texts and pairs.</param>
/// <param name="Image">For images.</param>
/// <param name="Numbers">For pixels and fields.</param>
/// <param name="Output">What comes out.</param>
/// <param name="BatchMax">Inputs of one run, 1 to 256; left out: 32.</param>
/// <param name="DelayMilliseconds">How long a run waits for more inputs to come, 0 to 100; left out: 2.</param>
/// <param name="Threads">Of one run, 1 to 16; left out: 1.</param>
public sealed record ModelManifestInput(
    ModelKind Kind,
    InputKind Reads,
    ModelOutputInput Output,
    TokenReadingInput? Tokens = null,
    ImageReadingInput? Image = null,
    NumberReadingInput? Numbers = null,
    int? BatchMax = null,
    int? DelayMilliseconds = null,
    int? Threads = null)
{
    /// <param name="vocabulary">SHA-256 of the tokenizer's staged file; empty where there is none.</param>
    /// <param name="merges">SHA-256 of the staged file of merges; null where there is none.</param>
    internal ModelManifest ToManifest(string vocabulary, string? merges)
    {
        var usual = new ModelRunning();
        return new(
            Kind,
            new(Reads, Tokens?.ToInput(vocabulary, merges), Image?.ToInput(), Numbers?.ToInput()),
            Output.ToOutput(),
            new(BatchMax ?? usual.BatchMax, DelayMilliseconds ?? usual.DelayMilliseconds, Threads ?? usual.Threads));
    }
}

/// <summary>How words become the numbers of tokens.</summary>
/// <param name="Tokenizer">Which one.</param>
/// <param name="Vocabulary">Its file: a piece in each line, a JSON object of pieces, or SentencePiece's.</param>
/// <param name="Merges">The file of merges, for byte pairs alone.</param>
/// <param name="IdsTensor">Name of the input for the tokens; left out: input_ids.</param>
/// <param name="MaskTensor">Name of the input that tells tokens from padding; left out: none.</param>
/// <param name="TypesTensor">Name of the input that tells a pair's second part; left out: none.</param>
/// <param name="LengthMax">Tokens that are read, 8 to 2,048; left out: 256.</param>
/// <param name="LowerCase">Whether case says nothing; left out: yes.</param>
/// <param name="Begin">Token before a text; left out: none.</param>
/// <param name="End">Token behind a text; left out: none.</param>
/// <param name="Pad">Token that fills up shorter texts; left out: [PAD].</param>
public sealed record TokenReadingInput(
    TokenizerKind Tokenizer,
    FileInput Vocabulary,
    FileInput? Merges = null,
    string? IdsTensor = null,
    string? MaskTensor = null,
    string? TypesTensor = null,
    int? LengthMax = null,
    bool? LowerCase = null,
    string? Begin = null,
    string? End = null,
    string? Pad = null)
{
    internal TokenInput ToInput(string vocabulary, string? merges)
        => new(
            Tokenizer,
            vocabulary,
            merges,
            IdsTensor ?? "input_ids",
            MaskTensor,
            TypesTensor,
            LengthMax ?? 256,
            LowerCase ?? true,
            Begin,
            End,
            Pad ?? "[PAD]");
}

/// <summary>How an image becomes numbers: (pixel / 255 - mean) / deviation.</summary>
/// <param name="Tensor">Name of the input.</param>
/// <param name="Width">In pixels, 1 to 4,096.</param>
/// <param name="Height">In pixels, 1 to 4,096.</param>
/// <param name="Fit">How an image gets this size; left out: STRETCH.</param>
/// <param name="Mean">Of each channel; left out: 0.</param>
/// <param name="Deviation">Of each channel; left out: 1.</param>
/// <param name="Gray">One channel in place of three; left out: no.</param>
/// <param name="BlueFirst">Blue, green, red in place of red, green, blue; left out: no.</param>
/// <param name="ChannelsLast">The channel is the last length of the tensor; left out: no.</param>
public sealed record ImageReadingInput(
    string Tensor,
    int Width,
    int Height,
    ImageFit? Fit = null,
    IReadOnlyList<double>? Mean = null,
    IReadOnlyList<double>? Deviation = null,
    bool? Gray = null,
    bool? BlueFirst = null,
    bool? ChannelsLast = null)
{
    internal ImageInput ToInput()
        => new(
            Tensor, Width, Height, Fit ?? ImageFit.Stretch, Mean, Deviation, Gray ?? false, BlueFirst ?? false,
            ChannelsLast ?? false);
}

/// <summary>How pixels or fields become a tensor.</summary>
/// <param name="Tensor">Name of the input.</param>
/// <param name="Shape">Of one item.</param>
/// <param name="Fields">Names of the item's data, in order; left out where pixels are read.</param>
/// <param name="Scale">Each number is multiplied by it; left out: 1.</param>
public sealed record NumberReadingInput(
    string Tensor, IReadOnlyList<int> Shape, IReadOnlyList<string>? Fields = null, double? Scale = null)
{
    internal NumberInput ToInput() => new(Tensor, Shape, Fields, Scale ?? 1);
}

/// <summary>What comes out.</summary>
/// <param name="Tensor">Name of the output.</param>
/// <param name="Labels">In the order of its numbers; none for an embedder.</param>
/// <param name="Activation">What makes probabilities of them; left out: SOFTMAX.</param>
/// <param name="Pooling">What makes one vector of a text's; left out: NONE.</param>
/// <param name="Boxes">For detectors.</param>
public sealed record ModelOutputInput(
    string Tensor,
    IReadOnlyList<ModelLabelInput>? Labels = null,
    Activation? Activation = null,
    Pooling? Pooling = null,
    BoxReadingInput? Boxes = null)
{
    internal ModelOutput ToOutput()
        => new(
            Tensor,
            [.. (Labels ?? []).Select(label => new ModelLabel(label.Name, label.Choice))],
            Activation ?? Domain.Predictions.Activation.Softmax,
            Pooling ?? Domain.Predictions.Pooling.None,
            Boxes?.ToOutput());
}

/// <summary>One of a model's labels.</summary>
/// <param name="Name">What the model calls it.</param>
/// <param name="Choice">Key of the choice of the leading question that it stands for; left out: none.</param>
public sealed record ModelLabelInput(string Name, string? Choice = null);

/// <summary>How a detector's numbers become boxes.</summary>
/// <param name="BoxesTensor">Name of the output for the places.</param>
/// <param name="Centered">Middle, width and height in place of the four sides; left out: no.</param>
/// <param name="Relative">Shares of width and height in place of pixels; left out: no.</param>
/// <param name="ScoreMin">What is less sure is left out; left out: 0.25.</param>
/// <param name="OverlapMax">Of two boxes of a label that overlap by more, one is kept; left out: 0.45.</param>
/// <param name="BoxesMax">Left out: 100.</param>
public sealed record BoxReadingInput(
    string BoxesTensor,
    bool? Centered = null,
    bool? Relative = null,
    double? ScoreMin = null,
    double? OverlapMax = null,
    int? BoxesMax = null)
{
    internal BoxOutput ToOutput()
        => new(
            BoxesTensor, Centered ?? false, Relative ?? false, ScoreMin ?? 0.25, OverlapMax ?? 0.45, BoxesMax ?? 100);
}
