using ActiveLabel.Inference.Features;
using Xunit;

namespace ActiveLabel.Inference.Tests.Features;

public sealed class PixelFeaturizerTests
{
    private static readonly PixelFeaturizer Featurizer = new();

    [Fact]
    public void A_brighter_copy_of_an_image_is_the_same_image()
    {
        var vector = Featurizer.Featurize("[0,3,0,4]");

        Assert.Equal([1, 3], vector.Buckets);
        Assert.Equal([0.6f, 0.8f], vector.Weights);
        Assert.Equal(vector.Weights, Featurizer.Featurize("[0,6.0,0,8.0]").Weights);
    }

    [Theory, InlineData(""), InlineData("[]"), InlineData("[0,0]"), InlineData("{}"), InlineData("[\"a\"]")]
    [InlineData("null")]
    public void What_shows_nothing_has_no_features(string input)
        => Assert.Equal(0, Featurizer.Featurize(input).Count);
}
