using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace ActiveLabel.Inference.Tests.Training;

public sealed class ModelTrainerTests
{
    private static readonly ModelTrainer Trainer = new(new(), new());

    [SkippableFact]
    public void Is_as_accurate_as_the_reference_trainer_of_Microsoft_ML()
    {
        var (all, test) = LabeledTexts.Load("trec6");
        var training = all.Draw(1_500, seed: 1);

        var ours = Accuracy(training, test);

        var reference = LbfgsAccuracy(training, test);
        Assert.True(ours >= reference - 0.01, $"{ours:p1} against {reference:p1}");
    }

    [SkippableTheory]
    [InlineData("trec6", 0.88)]
    [InlineData("banking77", 0.90)]
    public void Is_accurate_with_all_labels(string name, double accuracyMin)
    {
        var (training, test) = LabeledTexts.Load(name);

        var accuracy = Accuracy(training, test);

        Assert.True(accuracy >= accuracyMin, $"{accuracy:p1}");
    }

    [SkippableFact]
    public void Learns_from_a_hundred_labels()
    {
        var (all, test) = LabeledTexts.Load("trec6");

        var accuracy = Enumerable.Range(1, 4).Average(seed => Accuracy(all.Draw(100, seed), test));

        Assert.True(accuracy >= 0.56, $"{accuracy:p1}");
    }

    [SkippableTheory]
    [InlineData(200, 0)]
    [InlineData(500, 30)]
    [InlineData(500, 200)]
    public void Is_calibrated_on_unseen_texts(int labels, int calibrationExamples)
    {
        var (all, test) = LabeledTexts.Load("trec6");
        var drawn = all.Draw(labels + calibrationExamples, seed: 1);
        var training = drawn with { Rows = [.. drawn.Rows.Take(labels)] };
        TrainingExample[] calibration = [.. drawn.Rows.Skip(labels).Select(drawn.Example)];

        var (card, file) = Trainer.Train(training.Request(calibration: calibration), CancellationToken.None);

        var (confidence, accuracy) = (Confidence(file, card.Features, test), Accuracy(file, card.Features, test));
        Assert.True(Math.Abs(confidence - accuracy) < 0.08, $"{confidence:p1} confident, {accuracy:p1} right");
    }

    [Fact]
    public void A_label_without_examples_is_unlikely_but_possible()
    {
        var request = SmallSet.Request();
        request = request with { Training = [.. request.Training.Where(example => example.Target[2] == 0)] };
        var (card, file) = Trainer.Train(request, CancellationToken.None);
        using var classifier = new OnnxScorer(file, card.Features, card.Labels.Count);

        var probabilities = classifier.Score(["refund please", "hello"], CancellationToken.None);

        Assert.InRange(probabilities[2], 1e-9, 0.1);
        Assert.InRange(probabilities[5], 1e-9, 1.0 / 3);
    }

    [Fact]
    public void Soft_targets_pull_the_probability_between_the_labels()
    {
        TrainingExample[] examples =
            [.. Enumerable.Range(0, 400).Select(
                n => new TrainingExample("a ticket", n % 4 == 0 ? [0.1f, 0.9f] : [0.9f, 0.1f]))];
        var request = new TrainingRequest(new("soft", 1), ["a", "b"], examples, [], Seed: 1);

        var (card, file) = Trainer.Train(request, CancellationToken.None);

        using var classifier = new OnnxScorer(file, card.Features, 2);
        Assert.Equal(0.7, classifier.Score(["a ticket"], CancellationToken.None)[0], 0.05);
    }

    [Fact]
    public void The_card_says_what_the_model_was_trained_on()
    {
        var (card, _) = SmallSet.Train(seed: 7);

        Assert.Equal(SmallSet.Labels, card.Labels);
        Assert.Equal((7, 16, 2), (card.Training.Seed, card.Training.Examples, card.Training.CalibrationExamples));
        Assert.Equal([8, 7.6, 0.4], card.Training.ExamplesByLabel);
        Assert.Equal(16, card.Training.CrossValidation?.Examples);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public void Targets_that_do_not_fit_the_labels_are_refused(int length, float share)
    {
        var example = new TrainingExample("text", [.. Enumerable.Repeat(share, length)]);

        var request = new TrainingRequest(new("bad", 1), ["a", "b"], [example], [], Seed: 1);

        Assert.Throws<ArgumentException>(() => Trainer.Train(request, CancellationToken.None));
    }

    private static double Accuracy(LabeledTexts training, LabeledTexts test)
    {
        var (card, file) = Trainer.Train(training.Request(), CancellationToken.None);
        return Accuracy(file, card.Features, test);
    }

    private static double Accuracy(byte[] file, FeaturizerOptions features, LabeledTexts test)
        => test.Accuracy(Predict(file, features, test));

    private static double Confidence(byte[] file, FeaturizerOptions features, LabeledTexts test)
        => Predict(file, features, test).Chunk(test.Labels.Count).Average(row => (double)row.Max());

    private static float[] Predict(byte[] file, FeaturizerOptions features, LabeledTexts test)
    {
        using var classifier = new OnnxScorer(file, features, test.Labels.Count);
        return classifier.Score([.. test.Rows.Select(row => row.Text)], CancellationToken.None);
    }

    /// <summary>L-BFGS over the same features, folded to fewer buckets because it works on dense vectors.</summary>
    private static double LbfgsAccuracy(LabeledTexts training, LabeledTexts test)
    {
        var featurizer = new TextFeaturizer(new(BucketBits: 14));
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType =
            new VectorDataViewType(NumberDataViewType.Single, featurizer.Options.Buckets);
        var context = new MLContext(seed: 1);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Key", nameof(Row.Label))
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                new() { LabelColumnName = "Key", L1Regularization = 0, L2Regularization = 0.1f, NumberOfThreads = 1 }));
        var model = pipeline.Fit(context.Data.LoadFromEnumerable(Rows(training), schema));
        var scored = model.Transform(context.Data.LoadFromEnumerable(Rows(test), schema));
        return context.MulticlassClassification.Evaluate(scored, labelColumnName: "Key").MicroAccuracy;

        Row[] Rows(LabeledTexts texts) => [.. texts.Rows.Select(row => new Row(featurizer, row.Text, row.Label))];
    }

    private sealed class Row(TextFeaturizer featurizer, string text, int label)
    {
        public uint Label { get; set; } = (uint)label;

        public VBuffer<float> Features { get; set; } = ToBuffer(featurizer, text);

        private static VBuffer<float> ToBuffer(TextFeaturizer featurizer, string text)
        {
            var vector = featurizer.Featurize(text);
            return new(featurizer.Options.Buckets, vector.Count, vector.Weights, vector.Buckets);
        }
    }
}
