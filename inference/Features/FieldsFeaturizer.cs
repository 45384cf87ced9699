using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Trees;

namespace ActiveLabel.Inference.Features;

/// <summary>A row of fields as a vector of length 1, in which items lie near each other that are alike.</summary>
/// <remarks>
/// Nothing is known of a field's scale: ± ln(1 + |x|), and of what a field holds only the one of its name. Words are
/// features of their own.
/// </remarks>
internal sealed class FieldsFeaturizer(FeaturizerOptions options) : IFeaturizer
{
    public SparseVector Featurize(string input)
    {
        var features = new SortedDictionary<int, float>();
        foreach (var (name, number) in NamedNumbers.Of(InputKind.Fields, input))
        {
            var bucket = FeatureHash.Of(name, options.Buckets);
            features[bucket] = features.GetValueOrDefault(bucket)
                + (float)(Math.Sign(number) * Math.Log(1 + Math.Abs((double)number)));
        }
        var length = (float)Math.Sqrt(features.Values.Sum(value => (double)value * value));
        return length == 0
            ? new([], [])
            : new([.. features.Keys], [.. features.Values.Select(value => value / length)]);
    }
}
