using ActiveLabel.Inference.Text;
using Xunit;

namespace ActiveLabel.Inference.Tests.Text;

public sealed class TextFeaturizerTests
{
    private readonly TextFeaturizer _featurizer = new(new());

    [Theory]
    [InlineData("Where is my parcel?")]
    [InlineData("x")]
    [InlineData("naïve Größe 東京タワー 🙂🙂 a\u0301")]
    public void A_vector_has_rising_buckets_and_length_one(string text)
    {
        var vector = _featurizer.Featurize(text);

        Assert.Equal(vector.Buckets.Distinct().Order(), vector.Buckets);
        Assert.All(vector.Buckets, bucket => Assert.InRange(bucket, 0, (1 << 18) - 1));
        Assert.Equal(vector.Buckets.Length, vector.Weights.Length);
        Assert.Equal(1, vector.Weights.Sum(weight => weight * (double)weight), 1e-5);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void A_text_without_words_is_the_empty_vector(string text)
        => Assert.Equal(0, _featurizer.Featurize(text).Count);

    [Fact]
    public void Case_and_spaces_do_not_matter()
    {
        var expected = _featurizer.Featurize("where is my parcel ?");

        var actual = _featurizer.Featurize("  Where IS\nmy   parcel?");

        Assert.Equal(expected.Buckets, actual.Buckets);
        Assert.Equal(expected.Weights, actual.Weights);
    }

    [Fact]
    public void The_order_of_words_matters()
        => Assert.NotEqual(
            _featurizer.Featurize("dog bites man").Buckets, _featurizer.Featurize("man bites dog").Buckets);

    [Fact]
    public void Features_are_the_n_grams_written_out()
    {
        // Words: red, cars, red cars. Letters of |red| and |cars| (| is the boundary):
        // |re red ed|, |red red|, |red|; |ca car ars rs|, |car cars ars|, |cars cars|.
        Assert.Equal(3 + 3 + 2 + 1 + 4 + 3 + 2, _featurizer.Featurize("red cars").Count);
    }

    [Fact]
    public void Words_and_letters_have_their_shares()
    {
        var words = new TextFeaturizer(new(LettersMax: 0)).Featurize("red cars").Buckets;
        var vector = _featurizer.Featurize("red cars");

        var squares = vector.Buckets.Zip(vector.Weights)
            .Where(feature => words.Contains(feature.First))
            .Sum(feature => feature.Second * feature.Second);

        Assert.Equal(0.7, squares, 1e-5);
    }

    [Fact]
    public void Hashes_are_the_ones_of_stored_models()
    {
        // Changing the hash makes every stored model worthless: give it a new algorithm name then.
        var vector = new TextFeaturizer(new(LettersMax: 0)).Featurize("card arrival");

        Assert.Equal(HashesOfCardArrival.Order(), vector.Buckets);
    }

    [Fact]
    public void What_follows_the_longest_text_is_not_read()
    {
        var featurizer = new TextFeaturizer(new(TextLengthMax: 4));

        Assert.Equal(featurizer.Featurize("card").Buckets, featurizer.Featurize("card arrival").Buckets);
    }

    private static readonly int[] HashesOfCardArrival =
        [Hash("card\u0002"), Hash("arrival\u0002"), Hash("card\u0002arrival\u0002")];

    /// <summary>The documented hash, written out.</summary>
    private static int Hash(string letters)
    {
        var hash = letters.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)((hash ^ (hash >> 16)) & 0x3ffff);
    }
}
