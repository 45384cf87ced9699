using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Features;

/// <summary>The featurizer of a kind of input.</summary>
internal static class Featurizers
{
    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    public static IFeaturizer Of(FeaturizerOptions options)
    {
        options.Check();
        return options.Inputs switch
        {
            InputKind.Pixels => new PixelFeaturizer(),
            InputKind.Pair => new PairFeaturizer(options),
            InputKind.Fields => new FieldsFeaturizer(options),
            _ => new TextFeaturizer(options),
        };
    }
}
