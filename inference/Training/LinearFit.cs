using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Training;

/// <param name="Committee">C K logits beside each other; null for none.</param>
internal sealed record FittedModel(
    SoftmaxRegression Model,
    SoftmaxRegression? Committee,
    double Temperature,
    HeldOut CrossValidation,
    HeldOut Calibration)
{
    /// <summary>The most that a probability of OnnxRuntime may differ from the trainer's.</summary>
    public const double DifferenceMax = 1e-5;

    /// <param name="probabilities">n × K by rows: what OnnxRuntime says.</param>
    /// <param name="members">n × C × K by rows.</param>
    /// <exception cref="InvalidDataException">It says something else; nothing may be stored.</exception>
    public void Verify(
        ReadOnlySpan<SparseVector> examples, ReadOnlySpan<float> probabilities, ReadOnlySpan<float> members)
    {
        Verify(Model, examples, probabilities);
        if (Committee is not null)
            Verify(Committee, examples, members);
    }

    public ModelTraining TrainingOf(string trainer, TrainingRequest request)
        => new(
            trainer,
            request.Seed,
            request.Training.Count,
            [.. Enumerable.Range(0, Model.LabelCount).Select(label => Math.Round(
                request.Training.Sum(example => (double)example.Target[label]), 3))],
            request.Calibration.Count,
            CrossValidation.Measure(Temperature),
            Calibration.Measure(Temperature));

    /// <param name="model">Of one distribution over the labels, or of several beside each other.</param>
    private void Verify(SoftmaxRegression model, ReadOnlySpan<SparseVector> examples, ReadOnlySpan<float> actual)
    {
        var (k, place) = (Model.LabelCount, 0);
        var expected = new double[k];
        foreach (var example in examples)
        {
            var logits = model.Logits([example]);
            for (var from = 0; from < logits.Length; from += k)
            {
                TemperatureScaling.Apply(logits.AsSpan(from, k), Temperature, expected);
                foreach (var probability in expected)
                    if (!(Math.Abs(actual[place++] - probability) < DifferenceMax))
                        throw new InvalidDataException(
                            "OnnxRuntime says something else than the trainer; not stored.");
            }
        }
    }
}

/// <summary>Labeled vectors to a calibrated softmax regression, and a committee beside it.</summary>
internal sealed class LinearFit(AdaGradOptions options, int buckets)
{
    private const int Folds = 5;

    // Half of a large set teaches nearly as much as four fifths of it, in less than half the time.
    private const int FoldsOfLargeSets = 2;
    private const int LargeSet = 20_000;

    private readonly AdaGradTrainer _trainer = new(options);

    /// <param name="examples">Of the training examples, in their order.</param>
    /// <param name="held">Of the calibration examples.</param>
    /// <param name="prior">K: how frequent each label is.</param>
    public FittedModel Fit(
        SparseVector[] examples,
        SparseVector[] held,
        TrainingRequest request,
        double[] prior,
        CancellationToken cancellationToken)
    {
        float[] targets = [.. request.Training.SelectMany(example => example.Target)];
        var crossValidation = CrossValidate(examples, targets, prior, request, cancellationToken);
        var refined = TargetRefinement.Refine(targets, crossValidation);
        var model = FitOne(examples, refined, request, cancellationToken);
        var calibration = new HeldOut(
            model.Logits(held),
            [.. request.Calibration.SelectMany(example => example.Target).Select(share => (double)share)],
            model.LabelCount,
            prior);
        var temperature = TemperatureFit.Combine(
            calibration, crossValidation, index => request.Training[index].IsRandom);
        return new(
            model,
            FitCommittee(examples, refined, request, cancellationToken),
            temperature,
            crossValidation,
            calibration);
    }

    private SoftmaxRegression FitOne(
        SparseVector[] examples, float[] targets, TrainingRequest request, CancellationToken cancellationToken)
        => _trainer.Fit(
            examples, targets, request.Labels.Count, buckets, new Random(request.Seed), cancellationToken);

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
            examples, targets, request.Labels.Count, buckets, random, cancellationToken, resamples);
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
            var model = FitOne(Pick(inside), Rows(inside), request, cancellationToken);
            foreach (var (row, example) in model.Logits(Pick(outside)).Chunk(k).Zip(outside))
                row.CopyTo(logits, example * k);
        }
        return new(logits, Array.ConvertAll(targets, target => (double)target), k, prior);

        SparseVector[] Pick(List<int> indices) => [.. indices.Select(index => examples[index])];
        float[] Rows(List<int> indices) => [.. indices.SelectMany(index => targets[(index * k)..((index + 1) * k)])];
    }
}
