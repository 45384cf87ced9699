using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Inference.Text;

/// <summary>
/// What turns texts into vectors; stored with each model, which is worth nothing under other features.
/// </summary>
/// <param name="Algorithm">Changes when the same options begin to mean other features.</param>
/// <param name="BucketBits">n-grams share 2^bits buckets by hash.</param>
/// <param name="WordsMax">The longest run of words that is one feature.</param>
/// <param name="LettersMin">The shortest run of letters inside a word that is one feature.</param>
/// <param name="LettersMax">The longest one; 0 for none.</param>
/// <param name="WordShare">How much of the squared length belongs to the words; the letters have the rest.</param>
/// <param name="TextLengthMax">UTF-16 code units that are read; what follows is not.</param>
/// <param name="Inputs">What is read: texts, or images or pairs of records, which use the buckets alone.</param>
public sealed record FeaturizerOptions(
    string Algorithm = FeaturizerOptions.CurrentAlgorithm,
    int BucketBits = 18,
    int WordsMax = 2,
    int LettersMin = 3,
    int LettersMax = 5,
    double WordShare = 0.7,
    int TextLengthMax = 16_384,
    InputKind Inputs = InputKind.Text)
{
    public const string CurrentAlgorithm = "hashed-ngrams/1";

    public int Buckets => 1 << BucketBits;

    /// <exception cref="ArgumentException">An option is outside of what can be computed.</exception>
    public void Check()
    {
        if (Algorithm != CurrentAlgorithm)
            throw new ArgumentException($"Features of '{Algorithm}' are unknown; this is {CurrentAlgorithm}.");
        if (!Enum.IsDefined(Inputs))
            throw new ArgumentException("The features are of an unknown kind of input.");
        if (BucketBits is < 8 or > 22 || WordsMax is < 1 or > 4 || WordShare is not (>= 0 and <= 1))
            throw new ArgumentException("The features' parameters are out of bounds.");
        if (LettersMin is < 1 or > 8 || LettersMax is < 0 or > 8 || TextLengthMax is < 1 or > 65_536)
            throw new ArgumentException("The features' lengths are out of bounds.");
    }
}
