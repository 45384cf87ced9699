using System.Numerics.Tensors;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Training;
using Xunit;

namespace ActiveLabel.Inference.Tests.Features;

public sealed class LatentSpaceTests
{
    private static readonly string[] Money = ["refund money", "money back", "charged money twice", "refund charged"];
    private static readonly string[] Parcels = ["parcel late", "late courier", "courier lost parcel", "lost parcel"];

    [Fact]
    public void Texts_about_the_same_lie_together()
    {
        var places = Embed([.. Money, .. Parcels], 2);

        var (inside, across) = (new List<float>(), new List<float>());
        for (var one = 0; one < 8; one++)
            for (var other = 0; other < one; other++)
                (one / 4 == other / 4 ? inside : across).Add(TensorPrimitives.CosineSimilarity<float>(
                    places.AsSpan(one * 2, 2), places.AsSpan(other * 2, 2)));
        Assert.True(inside.Average() > across.Average() + 0.5, $"{inside.Average()} against {across.Average()}");
    }

    [Fact]
    public void OnnxRuntime_lays_a_text_where_the_fit_does()
    {
        var (card, file) = Fit(seed: 3);
        var featurizer = new TextFeaturizer(card.Features);
        var space = LatentSpace.Fit(
            [.. Money.Concat(Parcels).Select(featurizer.Featurize)], card.Features.Buckets, 3, weighs: true,
            new Random(3), CancellationToken.None);
        using var scorer = new OnnxScorer(file, card.Features, 3, OnnxWriter.Embedding);

        var place = scorer.Score(["my refund parcel"], CancellationToken.None);

        var expected = new float[3];
        space.Project(featurizer.Featurize("my refund parcel"), expected);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(expected, place), 1e-5);
    }

    [Fact]
    public void The_same_sample_and_seed_make_the_same_file() => Assert.Equal(Fit(seed: 1).File, Fit(seed: 1).File);

    [Theory, InlineData(0), InlineData(1), InlineData(500)]
    public void A_dimension_out_of_bounds_is_refused(int dimension)
        => Assert.Throws<ArgumentException>(() => EmbedderTrainer.Fit(
            new(new("bad", 1), InputKind.Text, Money, dimension, 1), CancellationToken.None));

    private static (ModelCard Card, byte[] File) Fit(int seed)
        => EmbedderTrainer.Fit(
            new(new("small", 1), InputKind.Text, [.. Money, .. Parcels], 3, seed), CancellationToken.None);

    private static float[] Embed(string[] texts, int dimension)
    {
        var featurizer = new TextFeaturizer(new());
        SparseVector[] vectors = [.. texts.Select(featurizer.Featurize)];
        var space = LatentSpace.Fit(vectors, featurizer.Options.Buckets, dimension, true, new Random(1), default);
        var places = new float[texts.Length * space.Dimension];
        for (var text = 0; text < texts.Length; text++)
            space.Project(vectors[text], places.AsSpan(text * space.Dimension, space.Dimension));
        return places;
    }
}
