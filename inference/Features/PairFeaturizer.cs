using System.Text.Json;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Features;

/// <summary>Two records to how alike they are, field by field and over all fields together.</summary>
/// <remarks>
/// A similarity s from 0 to 1 becomes its place between knots (a linear spline), so that a linear model can bend: that
/// 0.9 is far from 1 matters more than that 0.2 is far from 0.3. What a field cannot say (it is empty on a side, it has
/// no number) is a feature of its own.
/// </remarks>
internal sealed class PairFeaturizer(FeaturizerOptions options) : IFeaturizer
{
    private const int FieldsMax = 64;
    private const string WholeRecord = "\u0001";

    private static readonly float[] Knots = [0, 0.15f, 0.3f, 0.5f, 0.7f, 0.85f, 1];

    public SparseVector Featurize(string input)
    {
        if (Read(input) is not var (left, right))
            return new([], []);
        var features = new Dictionary<int, float>();
        var fields = left.Keys.Union(right.Keys).Order(StringComparer.Ordinal).Take(FieldsMax).ToList();
        foreach (var field in fields)
            Compare(field, left.GetValueOrDefault(field, ""), right.GetValueOrDefault(field, ""), features);
        Compare(WholeRecord, string.Join(' ', left.Values), string.Join(' ', right.Values), features);
        var scale = (float)(1 / Math.Sqrt(Math.Max(1, features.Values.Sum(value => value * value))));
        var ordered = features.OrderBy(feature => feature.Key).ToList();
        return new([.. ordered.Select(feature => feature.Key)], [.. ordered.Select(feature => feature.Value * scale)]);
    }

    /// <summary>The measures themselves by <c>field/measure</c>, those of the whole records by <c>/measure</c>.
    /// </summary>
    /// <returns>Nothing for an input that cannot be read; what a measure cannot say is not there.</returns>
    public static IEnumerable<(string Name, double Similarity)> Similarities(string input)
    {
        if (Read(input) is not var (left, right))
            yield break;
        var fields = left.Keys.Union(right.Keys).Order(StringComparer.Ordinal).Take(FieldsMax)
            .Select(field => (field, left.GetValueOrDefault(field, ""), right.GetValueOrDefault(field, "")))
            .Append(("", string.Join(' ', left.Values), string.Join(' ', right.Values)));
        foreach (var (field, one, other) in fields)
        {
            var (a, b) = (new FieldTokens(one), new FieldTokens(other));
            if (a.IsEmpty || b.IsEmpty)
                yield return ($"{field}/empty", a.IsEmpty && b.IsEmpty ? 2 : 1);
            else
                foreach (var (name, similarity) in FieldSimilarity.Of(a, b))
                    if (similarity is { } known)
                        yield return ($"{field}/{name}", known);
        }
    }

    private void Compare(string field, string left, string right, Dictionary<int, float> features)
    {
        var (a, b) = (new FieldTokens(left), new FieldTokens(right));
        if (a.IsEmpty || b.IsEmpty)
        {
            Add(field, a.IsEmpty && b.IsEmpty ? "both-empty" : "one-empty", 1, features);
            return;
        }
        foreach (var (name, similarity) in FieldSimilarity.Of(a, b))
            if (similarity is { } known)
                AddSpline(field, name, (float)Math.Clamp(known, 0, 1), features);
            else
                Add(field, $"{name}/none", 1, features);
    }

    private void AddSpline(string field, string name, float similarity, Dictionary<int, float> features)
    {
        var next = 1;
        while (next < Knots.Length - 1 && Knots[next] < similarity)
            next++;
        var share = (similarity - Knots[next - 1]) / (Knots[next] - Knots[next - 1]);
        Add(field, $"{name}/{next - 1}", 1 - share, features);
        Add(field, $"{name}/{next}", share, features);
        Add(field, $"{name}/value", similarity, features);
    }

    private void Add(string field, string name, float value, Dictionary<int, float> features)
    {
        if (value == 0)
            return;
        var bucket = FeatureHash.Of(field, name, options.Buckets);
        features[bucket] = features.GetValueOrDefault(bucket) + value;
    }

    private static (Dictionary<string, string> Left, Dictionary<string, string> Right)? Read(string input)
    {
        try
        {
            using var pair = JsonDocument.Parse(input);
            return pair.RootElement.ValueKind == JsonValueKind.Object
                && pair.RootElement.TryGetProperty("left", out var left) && left.ValueKind == JsonValueKind.Object
                && pair.RootElement.TryGetProperty("right", out var right) && right.ValueKind == JsonValueKind.Object
                ? (FieldsOf(left), FieldsOf(right))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> FieldsOf(JsonElement record)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in record.EnumerateObject())
            fields[field.Name] = field.Value.ValueKind switch
            {
                JsonValueKind.String => field.Value.GetString() ?? "",
                JsonValueKind.Null => "",
                _ => field.Value.GetRawText(),
            };
        return fields;
    }
}
