using System.Security.Cryptography;
using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Training;

/// <summary>Labeled inputs to a model file and its card: featurize, fit, calibrate, write, verify.</summary>
internal sealed class ModelTrainer(FeaturizerOptions features, AdaGradOptions options)
{
    /// <summary>The most that a probability of OnnxRuntime may differ from the trainer's.</summary>
    public const double DifferenceMax = 1e-5;

    private const string TrainerName = "adagrad-softmax-regression/1";
    private const int Folds = 5;

    // Half of a large set teaches nearly as much as four fifths of it, in less than half the time.
    private const int FoldsOfLargeSets = 2;
    private const int LargeSet = 20_000;
    private const int VerifiedExamples = 64;

    private readonly IFeaturizer _featurizer = Featurizers.Of(features);
    private readonly AdaGradTrainer _trainer = new(options);

    /// <exception cref="ArgumentException">
    /// Fewer than two labels, no example, or targets that are no distributions.
    /// </exception>
    /// <exception cref="InvalidDataException">OnnxRuntime disagrees with the trainer; nothing may be
    /// stored.</exception>
    public (ModelCard Card, byte[] File) Train(TrainingRequest request, CancellationToken cancellationToken)
    {
        if (request.IsLearnedByTrees)
        {
            Check(request);
            return TreeTrainer.Train(request, PriorOf(request), cancellationToken);
        }
        if (request.Inputs != features.Inputs)
            return new ModelTrainer(features with { Inputs = request.Inputs }, options)
                .Train(request, cancellationToken);
        Check(request);
        var (examples, targets) = Read(request.Training, request.Labels.Count);
        var (held, heldTargets) = Read(request.Calibration, request.Labels.Count);
        var prior = PriorOf(request);
        var crossValidation = CrossValidate(examples, targets, prior, request, cancellationToken);
        var refined = TargetRefinement.Refine(targets, crossValidation);
        var model = Fit(examples, refined, request.Labels.Count, request.Seed, cancellationToken);
        var calibration = new HeldOut(model.Logits(held), ToDoubles(heldTargets), model.LabelCount, prior);
        var temperature = TemperatureFit.Combine(
            calibration, crossValidation, index => request.Training[index].IsRandom);
        var committee = FitCommittee(examples, refined, request, cancellationToken);
        var file = OnnxWriter.Write(model, temperature, committee);
        Verify(file, model, committee, temperature, examples.AsSpan(0, Math.Min(VerifiedExamples, examples.Length)));
        var training = new ModelTraining(
            TrainerName,
            request.Seed,
            examples.Length,
            [.. Enumerable.Range(0, model.LabelCount).Select(label => SumOf(request.Training, label))],
            held.Length,
            crossValidation.Measure(temperature),
            calibration.Measure(temperature));
        return (CardOf(request, temperature, file, training), file);
    }

    private ModelCard CardOf(TrainingRequest request, double temperature, byte[] file, ModelTraining training)
        => new(
            request.Model.Name,
            request.Model.Version,
            request.Labels,
            features,
            [new(OnnxWriter.Buckets, "INT64", [-1, -1]), new(OnnxWriter.Weights, "FP32", [-1, -1])],
            request.Committee == 0
                ? [new(OnnxWriter.Probabilities, "FP32", [-1, request.Labels.Count])]
                : [
                    new(OnnxWriter.Probabilities, "FP32", [-1, request.Labels.Count]),
                    new(OnnxWriter.Members, "FP32", [-1, request.Committee, request.Labels.Count]),
                ],
            temperature,
            Convert.ToHexStringLower(SHA256.HashData(file)),
            training);

    private SoftmaxRegression Fit(
        SparseVector[] examples, float[] targets, int labelCount, int seed, CancellationToken cancellationToken)
        => _trainer.Fit(examples, targets, labelCount, features.Buckets, new Random(seed), cancellationToken);

    /// <summary>
    /// Members to disagree with each other: each fitted on another resample, and none of them cross-validated. They
    /// share the model's temperature.
    /// </summary>
    /// <returns>Null where none is asked for.</returns>
    private SoftmaxRegression? FitCommittee(
        SparseVector[] examples, float[] targets, TrainingRequest request, CancellationToken cancellationToken)
    {
        if (request.Committee == 0)
            return null;
        var random = new Random(request.Seed);
        var resamples = Resamples.Draw(examples.Length, request.Committee, random);
        return _trainer.Fit(
            examples, targets, request.Labels.Count, features.Buckets, random, cancellationToken, resamples);
    }

    private HeldOut CrossValidate(
        SparseVector[] examples,
        float[] targets,
        double[] prior,
        TrainingRequest request,
        CancellationToken cancellationToken)
    {
        var k = request.Labels.Count;
        if (examples.Length < 2 * Folds)
            return new([], [], k);
        var order = Enumerable.Range(0, examples.Length).ToArray();
        new Random(request.Seed).Shuffle(order);
        var logits = new double[targets.Length];
        var folds = examples.Length < LargeSet ? Folds : FoldsOfLargeSets;
        for (var fold = 0; fold < folds; fold++)
        {
            var (inside, outside) = (new List<int>(), new List<int>());
            for (var place = 0; place < order.Length; place++)
                (place % folds == fold ? outside : inside).Add(order[place]);
            var model = Fit(Pick(inside), Rows(inside), k, request.Seed, cancellationToken);
            foreach (var (row, example) in model.Logits(Pick(outside)).Chunk(k).Zip(outside))
                row.CopyTo(logits, example * k);
        }
        return new(logits, ToDoubles(targets), k, prior);

        SparseVector[] Pick(List<int> indices) => [.. indices.Select(index => examples[index])];
        float[] Rows(List<int> indices) => [.. indices.SelectMany(index => targets[(index * k)..((index + 1) * k)])];
    }

    private static double[] ToDoubles(float[] targets) => Array.ConvertAll(targets, target => (double)target);

    /// <summary>How frequent each label is, as if each had turned up once more.</summary>
    private static double[] PriorOf(TrainingRequest request)
    {
        var k = request.Labels.Count;
        var prior = new double[k];
        foreach (var example in request.Training.Concat(request.Calibration))
            for (var label = 0; label < k; label++)
                prior[label] += example.Target[label];
        var count = request.Training.Count + request.Calibration.Count;
        return Array.ConvertAll(prior, sum => (sum + 1) / (count + k));
    }

    private (SparseVector[] Examples, float[] Targets) Read(IReadOnlyList<TrainingExample> examples, int labelCount)
    {
        var (vectors, targets) = (new SparseVector[examples.Count], new float[examples.Count * labelCount]);
        for (var index = 0; index < vectors.Length; index++)
        {
            vectors[index] = _featurizer.Featurize(examples[index].Text);
            examples[index].Target.CopyTo(targets, index * labelCount);
        }
        return (vectors, targets);
    }

    private static double SumOf(IReadOnlyList<TrainingExample> examples, int label)
        => Math.Round(examples.Sum(example => (double)example.Target[label]), 3);

    private void Verify(
        byte[] file,
        SoftmaxRegression model,
        SoftmaxRegression? committee,
        double temperature,
        ReadOnlySpan<SparseVector> examples)
    {
        using var scorer = new OnnxScorer(
            file, features, model.LabelCount, committee: (committee?.LabelCount ?? 0) / model.LabelCount);
        var actual = scorer.Score(examples, out var members, CancellationToken.None);
        Verify(model, actual, model.LabelCount, temperature, examples);
        if (committee is not null)
            Verify(committee, members, model.LabelCount, temperature, examples);
    }

    /// <param name="model">Of one distribution over the labels, or of several beside each other.</param>
    private static void Verify(
        SoftmaxRegression model,
        ReadOnlySpan<float> actual,
        int labelCount,
        double temperature,
        ReadOnlySpan<SparseVector> examples)
    {
        var expected = new double[labelCount];
        for (var example = 0; example < examples.Length; example++)
        {
            var logits = model.Logits([examples[example]]);
            for (var from = 0; from < logits.Length; from += labelCount)
            {
                TemperatureScaling.Apply(logits.AsSpan(from, labelCount), temperature, expected);
                for (var label = 0; label < labelCount; label++)
                    if (!(Math.Abs(actual[(example * logits.Length) + from + label] - expected[label])
                        < DifferenceMax))
                        throw new InvalidDataException(
                            "OnnxRuntime says something else than the trainer; not stored.");
            }
        }
    }

    private static void Check(TrainingRequest request)
    {
        if (request.Labels.Count < 2 || request.Labels.Distinct(StringComparer.Ordinal).Count() < request.Labels.Count)
            throw new ArgumentException("A classifier needs at least two different labels.");
        if (!Enum.IsDefined(request.Inputs))
            throw new ArgumentException("This kind of input is unknown.");
        if (request.Committee is not (0 or (>= 2 and <= Disagreement.CommitteeMax)))
            throw new ArgumentException($"A committee has 2 to {Disagreement.CommitteeMax} members, or there is none.");
        if (request.Training.Count == 0)
            throw new ArgumentException("There is no example to train on.");
        foreach (var example in request.Training.Concat(request.Calibration))
        {
            if (example?.Text is null)
                throw new ArgumentException("An example is empty.");
            if (example.Target.Length != request.Labels.Count)
                throw new ArgumentException($"A target has {example.Target.Length} numbers, not one for each label.");
            if (example.Target.Any(share => share is not (>= 0 and <= 1)) || Math.Abs(example.Target.Sum() - 1) > 1e-3)
                throw new ArgumentException("A target is no distribution over the labels.");
        }
    }
}
