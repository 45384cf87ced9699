using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Features;

/// <summary>Turns what an item says into a vector. Safe for several threads.</summary>
internal interface IFeaturizer
{
    /// <returns>Never fails: an input that cannot be read has no features.</returns>
    SparseVector Featurize(string input);
}
