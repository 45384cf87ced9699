using System.Security.Cryptography;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Features;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Training;

/// <summary>Labeled inputs to a model file and its card: featurize, fit, calibrate, write, verify.</summary>
internal sealed class ModelTrainer(FeaturizerOptions features, AdaGradOptions options)
{
    private const string TrainerName = "adagrad-softmax-regression/1";
    private const int VerifiedExamples = 64;

    /// <exception cref="ArgumentException">
    /// Fewer than two labels, no example, or targets that are no distributions.
    /// </exception>
    /// <exception cref="InvalidDataException">OnnxRuntime disagrees with the trainer; nothing may be
    /// stored.</exception>
    public (ModelCard Card, byte[] File) Train(TrainingRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        if (request.IsLearnedByTrees)
            return TreeTrainer.Train(request, PriorOf(request), cancellationToken);
        var own = features with { Inputs = request.Inputs };
        var featurizer = Featurizers.Of(own);
        var examples = Featurize(request.Training);
        var fitted = new LinearFit(options, own.Buckets).Fit(
            examples, Featurize(request.Calibration), request, PriorOf(request), cancellationToken);
        var file = OnnxWriter.Write(fitted.Model, fitted.Temperature, fitted.Committee);
        using (var scorer = new OnnxScorer(file, own, request.Labels.Count, committee: request.Committee))
        {
            var verified = examples.AsSpan(0, Math.Min(VerifiedExamples, examples.Length));
            var said = scorer.Score(verified, out var members, CancellationToken.None);
            fitted.Verify(verified, said, members);
        }
        return (
            new(
                request.Model.Name,
                request.Model.Version,
                request.Labels,
                own,
                [new(OnnxWriter.Buckets, "INT64", [-1, -1]), new(OnnxWriter.Weights, "FP32", [-1, -1])],
                OutputsOf(request),
                fitted.Temperature,
                Convert.ToHexStringLower(SHA256.HashData(file)),
                fitted.TrainingOf(TrainerName, request)),
            file);

        SparseVector[] Featurize(IReadOnlyList<TrainingExample> from)
            => [.. from.Select(example => featurizer.Featurize(example.Text))];
    }

    /// <summary>A head on vectors that an embedder made of the examples.</summary>
    /// <param name="embedder">What made them.</param>
    /// <param name="vectors">Of the training examples and behind them of the calibration examples, of length 1.</param>
    /// <inheritdoc cref="Train"/>
    public (ModelCard Card, byte[] File) TrainHead(
        TrainingRequest request,
        EmbedderOfHead embedder,
        IReadOnlyList<float[]> vectors,
        CancellationToken cancellationToken)
    {
        Check(request);
        var dimension = vectors[0].Length;
        SparseVector[] all = [.. vectors.Select(SparseVector.OfDense)];
        var (examples, held) = (all[..request.Training.Count], all[request.Training.Count..]);
        var fitted = new LinearFit(options, dimension).Fit(
            examples, held, request, PriorOf(request), cancellationToken);
        var file = HeadWriter.Write(fitted, dimension);
        using (var head = new HeadScorer(file, request.Labels.Count, request.Committee))
        {
            var count = Math.Min(VerifiedExamples, examples.Length);
            var said = head.Score(
                [.. vectors.Take(count).SelectMany(vector => vector)], count, out var members, CancellationToken.None);
            fitted.Verify(examples.AsSpan(0, count), said, members);
        }
        return (
            new(
                request.Model.Name,
                request.Model.Version,
                request.Labels,
                new FeaturizerOptions(Inputs: request.Inputs),
                [new(HeadWriter.Vector, "FP32", [-1, dimension])],
                OutputsOf(request),
                fitted.Temperature,
                Convert.ToHexStringLower(SHA256.HashData(file)),
                fitted.TrainingOf(TrainerName, request))
            {
                Format = ModelCard.HeadFormat,
                Embedder = embedder,
            },
            file);
    }

    private static TensorShape[] OutputsOf(TrainingRequest request)
    {
        var own = new TensorShape(OnnxWriter.Probabilities, "FP32", [-1, request.Labels.Count]);
        return request.Committee == 0
            ? [own]
            : [own, new(OnnxWriter.Members, "FP32", [-1, request.Committee, request.Labels.Count])];
    }

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

    /// <exception cref="ArgumentException">It cannot be learned from.</exception>
    public static void Check(TrainingRequest request)
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
