using System.Security.Cryptography;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Trees;

namespace ActiveLabel.Inference.Training;

/// <summary>Labeled fields, pixels or pairs to boosted trees: fit, calibrate, write, verify.</summary>
internal static class TreeTrainer
{
    /// <summary>The most that a probability of OnnxRuntime may differ from Microsoft.ML's.</summary>
    public const double DifferenceMax = 1e-5;

    private const int Folds = 3;
    private const int VerifiedExamples = 64;

    /// <param name="request">Checked.</param>
    /// <param name="prior">K: how frequent each label is.</param>
    /// <exception cref="InvalidDataException">OnnxRuntime disagrees with Microsoft.ML; nothing may be stored.
    /// </exception>
    public static (ModelCard Card, byte[] File) Train(
        TrainingRequest request, double[] prior, CancellationToken cancellationToken)
    {
        var (k, learner) = (request.Labels.Count,
            request.Learner == Learner.LightGbm ? Learner.LightGbm : Learner.FastTree);
        var table = Table.Of(request.Inputs, [.. request.Training.Select(example => example.Text)]);
        float[][] rows = [.. request.Training.Select(example => table.Row(example.Text))];
        float[] targets = [.. request.Training.SelectMany(example => example.Target)];
        var crossValidation = CrossValidate(rows, targets, prior, k, learner, request.Seed, cancellationToken);
        var refined = TargetRefinement.Refine(targets, crossValidation);
        var models = BoostedTrees.Fit(rows, refined, k, learner, request.Seed, cancellationToken);
        var calibration = new HeldOut(
            Logits(models, [.. request.Calibration.Select(example => table.Row(example.Text))]),
            [.. request.Calibration.SelectMany(example => example.Target).Select(share => (double)share)],
            k,
            prior);
        var temperature = TemperatureFit.Combine(
            calibration, crossValidation, index => request.Training[index].IsRandom);
        var file = TreeWriter.Write(models, table.Columns.Count, temperature);
        Verify(file, table, models, temperature, [.. rows.Take(VerifiedExamples)]);
        var card = new ModelCard(
            request.Model.Name,
            request.Model.Version,
            request.Labels,
            new FeaturizerOptions(Inputs: request.Inputs),
            [new(TreeWriter.Input, "FP32", [-1, table.Columns.Count])],
            [new(OnnxWriter.Probabilities, "FP32", [-1, k])],
            temperature,
            Convert.ToHexStringLower(SHA256.HashData(file)),
            new(
                learner == Learner.LightGbm ? "light-gbm/1" : "fast-tree/1",
                request.Seed,
                rows.Length,
                [.. Enumerable.Range(0, k).Select(label => Math.Round(
                    request.Training.Sum(example => (double)example.Target[label]), 3))],
                request.Calibration.Count,
                crossValidation.Measure(temperature),
                calibration.Measure(temperature)))
        {
            Columns = table.Columns,
        };
        return (card, file);
    }

    private static HeldOut CrossValidate(
        float[][] rows,
        float[] targets,
        double[] prior,
        int k,
        Learner learner,
        int seed,
        CancellationToken cancellationToken)
    {
        if (rows.Length < 2 * Folds)
            return new([], [], k);
        var order = Enumerable.Range(0, rows.Length).ToArray();
        new Random(seed).Shuffle(order);
        var logits = new double[targets.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] inside = [.. order.Where((_, place) => place % Folds != fold)];
            int[] outside = [.. order.Where((_, place) => place % Folds == fold)];
            var models = BoostedTrees.Fit(
                [.. inside.Select(row => rows[row])],
                [.. inside.SelectMany(row => targets[(row * k)..((row + 1) * k)])],
                k,
                learner,
                seed,
                cancellationToken);
            foreach (var (said, row) in Logits(models, [.. outside.Select(row => rows[row])]).Chunk(k).Zip(outside))
                said.CopyTo(logits, row * k);
        }
        return new(logits, Array.ConvertAll(targets, share => (double)share), k, prior);
    }

    /// <returns>n × K by rows.</returns>
    private static double[] Logits(LabelTrees?[] models, IReadOnlyList<float[]> rows)
    {
        var logits = new double[rows.Count * models.Length];
        if (rows.Count == 0)
            return logits;
        for (var label = 0; label < models.Length; label++)
            foreach (var (row, score) in (models[label]?.Score(rows) ?? []).Index())
                logits[(row * models.Length) + label] = score;
        return logits;
    }

    private static void Verify(
        byte[] file, Table table, LabelTrees?[] models, double temperature, IReadOnlyList<float[]> rows)
    {
        using var scorer = new TreeScorer(file, table, models.Length);
        var actual = scorer.Score(rows, CancellationToken.None);
        var (logits, expected) = (Logits(models, rows), new double[models.Length]);
        for (var from = 0; from < actual.Length; from += models.Length)
        {
            Domain.Calibration.TemperatureScaling.Apply(logits.AsSpan(from, models.Length), temperature, expected);
            for (var label = 0; label < expected.Length; label++)
                if (!(Math.Abs(actual[from + label] - expected[label]) < DifferenceMax))
                    throw new InvalidDataException("OnnxRuntime says something else than the trees; not stored.");
        }
    }
}
