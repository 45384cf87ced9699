using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Training;
using Google.Protobuf;
using Xunit;

namespace ActiveLabel.Inference.Tests.Onnx;

public sealed class OnnxScorerTests
{
    [Fact]
    public void OnnxRuntime_agrees_with_plain_sums()
    {
        var featurizer = new TextFeaturizer(new());
        string[] texts =
            ["refund", "", "the parcel was never delivered to my house", .. Enumerable.Repeat("hi you", 70)];
        SparseVector[] vectors = [.. texts.Select(featurizer.Featurize)];
        float[] targets = [.. texts.SelectMany(
            (_, index) => index % 2 == 0 ? new float[] { 1, 0, 0 } : [0, 0.5f, 0.5f])];
        var model = new AdaGradTrainer(new()).Fit(
            vectors, targets, 3, featurizer.Options.Buckets, new Random(1), CancellationToken.None);
        using var classifier = new OnnxScorer(OnnxWriter.Write(model, 0.6), featurizer.Options, 3);

        var probabilities = classifier.Score([.. texts, "words never seen"], CancellationToken.None);

        var expected = new double[3];
        for (var index = 0; index < texts.Length; index++)
        {
            model.Predict(vectors[index], 0.6, expected);
            for (var label = 0; label < 3; label++)
                Assert.Equal(expected[label], probabilities[(index * 3) + label], 1e-5);
        }
    }

    [Fact]
    public void External_data_is_refused()
        => Refuses("external data", model =>
        {
            model.Graph.Initializer[1].DataLocation = 1;
            model.Graph.Initializer[1].ExternalData.Add(
                new StringStringEntryProto { Key = "location", Value = "../secret" });
        });

    [Fact]
    public void An_operator_that_our_models_do_not_have_is_refused()
        => Refuses("DepthToSpace", model => model.Graph.Node[5].OpType = "DepthToSpace");

    [Fact]
    public void A_tensor_of_another_length_than_its_shape_is_refused()
        => Refuses("shape", model => model.Graph.Initializer[1].Dims[0] = long.MaxValue);

    [Fact]
    public void Parts_that_are_not_read_are_refused()
    {
        // Field 25 of a model: local functions, which may hold anything.
        var file = SmallSet.Train().File.Concat(new byte[] { 0xca, 0x01, 0x02, 0x0a, 0x00 }).ToArray();

        var error = Assert.Throws<InvalidDataException>(() => OnnxGuard.Check(file));

        Assert.Contains("not read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_model_is_refused()
        => Assert.Throws<InvalidDataException>(() => OnnxGuard.Check([0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]));

    private static void Refuses(string reason, Action<ModelProto> change)
    {
        var (card, file) = SmallSet.Train();
        var model = ModelProto.Parser.ParseFrom(file);
        change(model);

        var error = Assert.Throws<InvalidDataException>(
            () => new OnnxScorer(model.ToByteArray(), card.Features, card.Labels.Count).Dispose());

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
