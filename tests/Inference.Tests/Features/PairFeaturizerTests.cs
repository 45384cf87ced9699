using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;
using Xunit;

namespace ActiveLabel.Inference.Tests.Features;

public sealed class PairFeaturizerTests
{
    private static readonly IFeaturizer Featurizer = Featurizers.Of(new(Inputs: InputKind.Pair));

    [Fact]
    public void Buckets_rise_and_the_vector_has_length_one()
    {
        var vector = Featurizer.Featurize(Pair("Sony DSC-W150 red", "199.0", "sony dscw150 camera", "189"));

        Assert.Equal(vector.Buckets.Distinct().Order(), vector.Buckets);
        Assert.Equal(1, vector.Weights.Sum(weight => (double)weight * weight), 1e-5);
    }

    [Fact]
    public void Left_and_right_may_be_exchanged()
    {
        var one = Featurizer.Featurize(Pair("Sony DSC-W150 red", "", "sony dscw150 camera", "189"));
        var other = Featurizer.Featurize(Pair("sony dscw150 camera", "189", "Sony DSC-W150 red", ""));

        Assert.Equal(one.Buckets, other.Buckets);
        Assert.All(one.Weights.Zip(other.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Field_names_tell_fields_apart_and_values_do_not_matter_beyond_their_likeness()
    {
        var vector = Featurizer.Featurize("""{"left":{"name":"a b"},"right":{"name":"a c"}}""");
        var renamed = Featurizer.Featurize("""{"left":{"title":"a b"},"right":{"title":"a c"}}""");
        var alike = Featurizer.Featurize("""{"left":{"name":"x y"},"right":{"name":"x z"}}""");

        Assert.NotEqual(vector.Buckets, renamed.Buckets);
        Assert.Equal(vector.Buckets, alike.Buckets);
        Assert.Equal(vector.Weights, alike.Weights);
    }

    [Theory]
    [InlineData("Sony DSC-W150", "sony dscw150")]
    [InlineData("199.00", "$199")]
    public void The_same_thing_written_otherwise_is_alike(string left, string right)
    {
        var similarities = FieldSimilarity.Of(new(left), new(right)).ToDictionary(s => s.Name, s => s.Similarity);

        Assert.Contains(similarities.Values, similarity => similarity >= 0.999);
        Assert.True(similarities["edit"] >= 0.6, $"{similarities["edit"]}");
    }

    [Fact]
    public void An_edit_is_a_letter_that_is_put_taken_or_changed()
    {
        var edit = FieldSimilarity.Of(new("kitten"), new("sitting")).Single(s => s.Name == "edit").Similarity;

        Assert.Equal(1 - (3 / 7.0), edit!.Value, 1e-9);
    }

    [Theory, InlineData(""), InlineData("text"), InlineData("[1]"), InlineData("""{"left":{}}""")]
    [InlineData("""{"left":1,"right":2}""")]
    public void What_is_no_pair_has_no_features(string input)
        => Assert.Equal(0, Featurizer.Featurize(input).Count);

    private static string Pair(string leftName, string leftPrice, string rightName, string rightPrice)
        => JsonSerializer.Serialize(new
        {
            left = new { name = leftName, price = leftPrice },
            right = new { name = rightName, price = rightPrice },
        });
}
